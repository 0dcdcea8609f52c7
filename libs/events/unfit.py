"""What an operator has to put right before a process can do its work."""


class Unfit(Exception):
    """Settings, a database or a broker that will not do. Its text is one line for people and holds no secret."""
