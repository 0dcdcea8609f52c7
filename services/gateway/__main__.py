"""Runs the gateway's API by `python -m services.gateway`, its projector by `… projector`; `… schema`, `… manifest` print."""

import sys


def run(part: str) -> None:
    """Each part imports what it needs and no more: the projector has no graph in its memory."""
    match part:
        case "api":
            from services.gateway.api import run as serve  # noqa: PLC0415

            serve()
        case "projector":
            from services.gateway.projector import run as project  # noqa: PLC0415

            project()
        case "schema":
            from services.gateway.graph.schema import text  # noqa: PLC0415

            sys.stdout.write(text())
        case "manifest":
            from services.gateway.graph.manifest import text as manifest  # noqa: PLC0415

            sys.stdout.write(manifest())
        case _:
            sys.exit(f"python -m services.gateway [api | projector | schema | manifest], not {part}")


if __name__ == "__main__":
    run(sys.argv[1] if len(sys.argv) > 1 else "api")
