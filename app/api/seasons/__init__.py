"""Merchandise planning for programs, under the names people know from their old system."""

from fastapi import APIRouter

router = APIRouter(prefix='/api/v1')
