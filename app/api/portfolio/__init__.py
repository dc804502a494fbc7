"""/api/v1/portfolio — the portfolio for programs."""

from fastapi import APIRouter

router = APIRouter(prefix='/api/v1/portfolio')
