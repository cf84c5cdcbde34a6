"""What `make demo` says before it serves: the address and whom one can be."""

from config import DEMO_PASSWORD, read_config


def main() -> None:
    config = read_config()
    print(f"\n  Rapport is at {config.base_url}\n\n  Sign in with the password “{DEMO_PASSWORD}” as")
    for email, what in (
        ("priya@wintermere.example", "a rep with calls today"),
        ("tomas@wintermere.example", "a marketer"),
        ("helen@wintermere.example", "a manager"),
        ("alex@wintermere.example", "an admin"),
    ):
        print(f"    {email:28} {what}")
    print(f"\n  Mail that goes out can be read at {config.base_url}/dev/mail. Stop with Ctrl-C.\n")


if __name__ == "__main__":
    main()
