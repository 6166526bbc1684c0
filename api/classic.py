"""The routes of the classic face, made from its table of questions."""

from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import NODEFAULT, Struct, defstruct

from api.errors import AnyRequest, conflict_problem
from api.openapi import classic_examples, openapi_operation_class
from api.responses import openapi_document_responses, respond_answer
from api.schemas.classic import QUESTIONS, Parameter, Question
from api.validation import read_query
from db.queries.documents import read_document


def classic_routes() -> list[HTTPRouteHandler]:
    """Make a route for each question."""
    return [_question_route(question) for question in QUESTIONS]


def _question_route(question: Question) -> HTTPRouteHandler:
    shape = _query_struct(question)
    one_of = [
        name
        for one in question.parameters.values()
        if one.also and one.default is NODEFAULT
        for name in (one.name, *one.also)
    ]

    async def ask(request: AnyRequest) -> Response[bytes]:
        query = read_query(request, shape, one_of=one_of)
        values = {
            argument: _parameter_value(one, query) for argument, one in question.parameters.items()
        }
        if question.check is not None:
            question.check(values)
        function, kind = question.function, question.kind
        if question.function_for_year is not None and values["p_year"] is not None:
            function, kind = question.function_for_year, None
        answer = await read_document(
            request.app.state.engine,
            function,
            values,
            kind=kind,
            labels=question.labels,
            model=question.model,
        )
        return respond_answer(answer)

    return get(
        f"/{question.name}",
        operation_id=question.name,
        operation_class=openapi_operation_class(shape),
        tags=[question.tag],
        summary=question.summary,
        description=question.description,
        responses=openapi_document_responses(
            question.answer,
            question.returns,
            *(question.examples or classic_examples(question.name)),
            named=question.kind is not None or bool(question.labels),
        ),
        opt={"example": question.address},
    )(ask)


def _query_struct(question: Question) -> type[Struct]:
    """Make the Struct that the query is read into: a field for each name of each parameter."""
    members: list[Any] = []
    for one in question.parameters.values():
        default = None if one.also else one.default
        for name, type_ in {one.name: one.type, **one.also}.items():
            members.append((name, type_ | None if default is None else type_, default))
    return defstruct(f"{question.name}_query", members, kw_only=True)


def _parameter_value(parameter: Parameter, query: Struct) -> Any:  # noqa: ANN401 - as the parameter's type
    """Read a parameter under whichever of its names it was given.

    Raises:
        Problem: two of them hold different values.
    """
    names = (parameter.name, *parameter.also)
    given = {name: value for name in names if (value := getattr(query, name)) is not None}
    if len({*given.values()}) > 1:
        said = " and ".join(f"{name} is {value}" for name, value in given.items())
        raise conflict_problem(parameter.name, f"{said}: they are one parameter, give it once.")
    return next(iter(given.values()), None)
