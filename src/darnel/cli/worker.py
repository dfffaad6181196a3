"""`darnel worker`: articles off a broker, answers onto a broker."""

from __future__ import annotations

from typing import Annotated

import typer

from darnel.cli.options import CorpusFile, Prevalence, Quiet
from darnel.cli.speech import log, say, spoken

app = typer.Typer()

_WORKER_EXAMPLES = """Examples:

darnel worker redis://localhost/articles articles.scored

darnel worker 'amqp://user:password@rabbit.example/articles' articles.scored --dead articles.bad

darnel worker 'nats://n1.example,n2.example/articles.new?group=moderation' articles.scored

darnel worker kafka://k1.example:9092,k2.example:9092/articles articles.scored

darnel worker redis://localhost/3/articles kafka://k1.example:9092/scored --queue queue.db

Addresses: SCHEME://[USER:PASSWORD@]HOST[:PORT][,HOST…]/[WITHIN/]NAME[?group=GROUP].

redis, rediss: NAME is a stream, WITHIN the database's number. An entry's field data holds the message; without it its fields are the article's.

amqp, amqps: NAME is a queue, WITHIN the virtual host. A queue that is not there is made, as a quorum queue.

nats, tls: NAME is a subject; a JetStream stream for it is made if there is none.

kafka: NAME is a topic that is there. librdkafka's settings go behind the ?, as in &security.protocol=SASL_SSL&sasl.username=me.

Messages in: an article as JSON, as POST /v1/score takes it, or a CloudEvent with one in data. Out: the CloudEvent dev.darnel.article.scored.v1 with the assessment in data; the same message gets the same id, so that doubles can be dropped. What gets no answer goes to the dead letters as dev.darnel.article.refused.v1, with the reason.

A message is acknowledged when its answer is with the broker. SIGTERM and Ctrl-C finish what is in hand. Several workers of one group share the work.

Exit codes: 0 stopped by a signal; 2 usage, or a broker that can't be reached. """


@app.command(epilog=_WORKER_EXAMPLES)
def worker(
    articles: Annotated[
        str,
        typer.Argument(
            metavar="IN", envvar="DARNEL_WORKER_IN", show_default=False, show_envvar=True,
            help="Take articles from here: an address.",
        ),
    ],
    answers: Annotated[
        str,
        typer.Argument(
            metavar="OUT", envvar="DARNEL_WORKER_OUT", show_default=False, show_envvar=True,
            help="Write answers there: an address, or a name at the same broker.",
        ),
    ],
    dead: Annotated[
        str | None,
        typer.Option(
            "--dead", metavar="OUT", show_default=False,
            help="Write there what gets no answer; without it to OUT.dead.",
        ),
    ] = None,
    in_hand: Annotated[
        int,
        typer.Option(
            "--in-hand", metavar="N", min=1, max=1000,
            help="Hold at most so many messages that are not answered yet.",
        ),
    ] = 64,
    takeover: Annotated[
        float,
        typer.Option(
            "--takeover", metavar="SECONDS", min=1,
            help="Take over what another worker has held for so long (Redis, NATS; RabbitMQ and "
            "Kafka know when a worker dies).",
        ),
    ] = 60,
    deliveries: Annotated[
        int,
        typer.Option(
            "--deliveries", metavar="N", min=3,
            help="Give up a message that came more often than that and was never answered.",
        ),
    ] = 25,
    source: Annotated[
        str, typer.Option("--source", metavar="PATH", help="Name this in the answers' source.")
    ] = "/darnel",
    queue: Annotated[
        str | None,
        typer.Option(
            "--queue", metavar="DATABASE", show_default=False,
            help="Put every article into this review queue as well: a URL or a SQLite file.",
        ),
    ] = None,
    corpus: CorpusFile = None,
    prevalence: Prevalence = None,
    quiet: Quiet = False,  # noqa: FBT002 (a flag, read off the signature)
) -> None:  # fmt: skip
    """Score articles that come over Redis, RabbitMQ, NATS or Kafka, and send the answers on."""
    log(quiet=quiet)
    with spoken():
        from darnel.doors import Loading  # `darnel --help` needs none of it
        from darnel.doors.worker import Settings, address_of, beside, work

        whence = address_of(articles)
        whither = beside(answers, whence)
        settings = Settings(
            whence, whither,
            whither.named(f"{whither.name}.dead") if dead is None else beside(dead, whither),
            Loading(prevalence, corpus), source, in_hand, takeover, deliveries, queue=queue,
        )  # fmt: skip
        work(settings, say, quiet=quiet)
