"""Which texts say that they are robots, and that people with unlucky phones are none."""

# ruff: noqa: E501  (user agents are as long as they are)
import time

import pytest

from app.tracking.agents import clean, judge
from tests.tracking.traces import CHROME, HEADLESS, OFFICE, SLACKBOT

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
PEOPLE = [
    CHROME,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
    f"Mozilla/5.0 (Linux; Android 9; CUBOT_X19) {WEBKIT} Chrome/96.0.4664.45 Mobile Safari/537.36",
    f"Mozilla/5.0 (Linux; U; Android 8.1.0; en-US; CUBOT Build/CUBOT_NOVA) {WEBKIT} Version/4.0 Chrome/78.0 Mobile Safari/537.36",
    f"Mozilla/5.0 (Linux; Android 11;CUBOT KINGKONG 5) {WEBKIT} Chrome/120.0.0.0 Mobile Safari/537.36",
    f"Mozilla/5.0 (Linux; Android 12; Spider 8) {WEBKIT} Chrome/120.0.0.0 Mobile Safari/537.36",
    f"Mozilla/5.0 (Linux; Android 10; Discovery SE) {WEBKIT} Chrome/107.0.0.0 Mobile Safari/537.36",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} WhatsApp/2.2144.11 Chrome/91.0.4472.164 Electron/13.1.8 Safari/537.36",
    f"Mozilla/5.0 (Linux; Android 10; YAL-L21; HMSCore 6.13.0.302; GMSCore 23.18.18) {WEBKIT} Chrome/99.0.4844.88 HuaweiBrowser/14.0.0.322 Mobile Safari/537.36",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Code/1.95.3 Chrome/128.0.6613.186 Electron/32.2.1 Safari/537.36",
    f"Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/AP2A.240805.005; wv) {WEBKIT} Version/4.0 Chrome/127.0.6533.103 Mobile Safari/537.36 Instagram 343.0.0.33.101 Android (34/14; 420dpi; 1080x2205; Google/google; Pixel 8; shiba; shiba; en_US; 627400398)",
]  # fmt: skip


@pytest.mark.parametrize("text", PEOPLE)
def test_people_are_not_robots(text: str) -> None:
    assert judge(clean(text)).declared_name is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (SLACKBOT, "Slackbot"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot"),
        ("curl/8.5.0", "curl"),
        ("python-requests/2.32.3", "python-requests"),
        ("WhatsApp/2.23.20.0 A", "WhatsApp"),
        ("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "facebookexternalhit"),
        (HEADLESS, "HeadlessChrome"),
        # Unmasking a person's word must not unmask the robot that uses it too.
        ("Mozilla/5.0 (compatible; Bytespider; spider-feedback@bytedance.com) Spider 8", "Bytespider"),
    ],
)
def test_robots_say_so(text: str, name: str) -> None:
    assert judge(clean(text)).declared_name == name


@pytest.mark.parametrize(
    ("text", "name", "is_check"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 "
         "Safari/537.36 Edge/12.246 Mozilla/5.0", "Gmail", True),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)", "Mail app", False),
        (OFFICE, "Microsoft Office", True),
        ("Mozilla/4.0 (compatible; ms-office; MSOffice 16)", "Microsoft Office", True),
    ],
)  # fmt: skip
def test_our_own_entries(text: str, name: str, is_check: bool) -> None:
    verdict = judge(clean(text))
    assert (verdict.declared_name, verdict.is_check) == (name, is_check)


def test_device_is_a_kind_and_not_a_make() -> None:
    assert judge(CHROME).device == "computer"
    assert judge(PEOPLE[1]).device == "phone"
    assert judge("Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36").device == "tablet"  # fmt: skip


@pytest.mark.parametrize("text", ["", "\x00", "a" * 100_000, "(" * 5000, "1.1" * 3000, "a/" * 3000, "﷽ éé \u202e"])
def test_hostile_texts_are_judged_in_no_time(text: str) -> None:
    begun = time.perf_counter()
    judge(clean(text))
    assert time.perf_counter() - begun < 0.5


def test_a_verdict_seen_before_costs_microseconds() -> None:
    judge(CHROME)
    times = []
    for _ in range(1000):
        begun = time.perf_counter()
        judge(CHROME)
        times.append(time.perf_counter() - begun)
    assert sorted(times)[500] < 10e-6
