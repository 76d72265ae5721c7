"""Which run of which job was taken."""

from datetime import datetime

from sqlalchemy import String, delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip


class JobRun(Base):
    """One run of a job, claimed by the one worker that does it."""

    __tablename__ = "job_runs"

    job: Mapped[str] = mapped_column(String(60), primary_key=True)
    due: Mapped[datetime] = mapped_column(primary_key=True)


async def claim(session: AsyncSession, job: str, due: datetime) -> bool:
    """Take a run; False when another worker has it."""
    statement = insert_or_skip(session, JobRun).values(job=job, due=due).returning(JobRun.job)
    return (await session.execute(statement)).scalar_one_or_none() is not None


async def forget(session: AsyncSession, before: datetime) -> None:
    """Remove the claims from before then."""
    await session.execute(delete(JobRun).where(JobRun.due < before))
