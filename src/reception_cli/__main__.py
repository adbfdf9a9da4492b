"""`python -m reception_cli` is `reception`."""

from reception_cli.cli.main import main

if __name__ == "__main__":
    main()
