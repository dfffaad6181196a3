"""Who does something wrong is told what to do next."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from darnel.cli import app


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "crawl.csv").write_text("headline,article\nFerry late,It is late.\n", "utf-8")
    (tmp_path / "article.pdf").write_bytes(b"%PDF-1.7 \x01")
    (tmp_path / "article.txt").write_text("Ferry late\n\nIt is.\n", "utf-8")
    (tmp_path / "folder").mkdir()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("scor crawl.csv", "Did you mean 'score'", id="a command mistyped"),
        pytest.param("model promot x", "Did you mean 'promote'", id="a command below mistyped"),
        pytest.param("crawl.csv", "darnel score crawl.csv", id="a table without a command"),
        pytest.param("article.txt", "darnel explain article.txt", id="a text without a command"),
        pytest.param("score crawl.csv --sources x", "--source", id="an option mistyped"),
        pytest.param("score", "darnel score -h", id="nothing to score"),
        pytest.param("score crawls.csv", "did you mean crawl.csv?", id="a file mistyped"),
        pytest.param("score 2026.csv", "ls . shows what is there", id="a file that is not there"),
        pytest.param("score nowhere/crawl.csv", "there is no folder nowhere", id="a folder that is not there"),
        pytest.param("score crawl.csv --text body", "Columns seen: 'headline', 'article'", id="a column that is not there"),
        pytest.param("score crawl.csv --text article -o nowhere/x.csv", "there is no folder nowhere; make it first", id="nowhere to write"),
        pytest.param("score crawl.csv --text article -o x.xlsx", ".parquet", id="a suffix that can't be written"),
        pytest.param("score crawl.csv --text article --model crawl.csv", "no model that darnel wrote", id="no model"),
        pytest.param("model --model nowhere", "there is no such model", id="a model that is not there"),
        pytest.param("model list --models folder", "darnel model promote CANDIDATE --models folder", id="a folder without models"),
        pytest.param("sources crawl.csv --source headline", "darnel score crawl.csv -o scored.csv", id="sources before scoring"),
        pytest.param("report crawl.csv -o r.html", "darnel score crawl.csv -o scored.csv", id="a report before scoring"),
        pytest.param("score article.pdf", ".html", id="a PDF to score"),
        pytest.param("explain article.pdf", "pdftotext", id="a PDF to explain"),
        pytest.param("explain folder", "name a file in it", id="a folder to explain"),
        pytest.param("explain crawl.csv", "darnel score", id="a table to explain"),
        pytest.param("serve --queue mysql://localhost/x --port 0", "SQLite or PostgreSQL", id="a database that won't do"),
        pytest.param("serve --queue nowhere/q.db --port 0", "nowhere/q.db can't be opened", id="nowhere to keep the queue"),
        pytest.param("serve --host 0.0.0.0", "darnel serve-key add NAME --keys FILE", id="no keys"),
        pytest.param("corpus info crawl.corpus", "darnel corpus build", id="no corpus"),
    ],
)  # fmt: skip
def test_an_error_suggests_the_next_command(line, said) -> None:
    done = CliRunner().invoke(app, line.split(), prog_name="darnel", env={"COLUMNS": "200"})
    assert done.exit_code == 2
    assert said in done.output
    assert "Traceback" not in done.output


def test_a_foreign_file_for_a_model_gives_no_advice_to_run_it() -> None:
    done = CliRunner().invoke(
        app, ["score", "crawl.csv", "--text", "article", "--model", "crawl.csv"]
    )
    assert "pickle" not in done.output


def test_what_may_not_be_written_is_told(monkeypatch) -> None:
    from darnel.cli.hints import hint

    assert hint(PermissionError(13, "Permission denied", "scored.csv")).endswith(
        "change its rights"
    )
    assert "make room" in hint(OSError(28, "No space left on device", "scored.csv"))
    assert hint(OSError(5, "Input/output error")) == ""
