"""How the production server runs: one process of many threads, so that SQLite, search and limits need no helpers."""

import os

bind = f"0.0.0.0:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "16"))
timeout = 60
graceful_timeout = 20
keepalive = 5
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  (gunicorn's heartbeat wants memory)
accesslog = None
# The app cuts a long query itself and says so; gunicorn takes 0 as a megabyte.
limit_request_line = 0
# Nobody steers a running server through a socket in somebody's home folder.
control_socket_disable = True


def on_starting(server):
    """Nobody's address is written down, not even by the server software; and memory is given back."""
    from app.core import allocating
    from app.core.logs import WithoutAddresses

    allocating.give_back()
    server.log.error_log.addFilter(WithoutAddresses())


def post_worker_init(worker):
    """Starts the job runner in the process that serves, after the fork."""
    from app import worker as jobs
    from config import read_config

    config = read_config()
    if config.jobs == "threads":
        jobs.start_threads(config.job_threads)


def worker_exit(server, worker):
    """Lets the jobs in hand finish."""
    from app import worker as jobs
    from app.tracking import recording

    jobs.stop_threads()
    recording.stop()
