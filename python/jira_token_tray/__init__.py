"""Valid Jira access tokens from Jira Token Tray, for Python programs: see docs/python.md."""

from ._auth import JiraTokenAuth
from ._owner import OwnerError
from ._token_manager import ExpiryInfo, Token, TokenManager, TokenStatus

__all__ = ["ExpiryInfo", "JiraTokenAuth", "OwnerError", "Token", "TokenManager", "TokenStatus"]
