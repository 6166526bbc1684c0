"""The routes of the classic face, made from its table of questions."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import NODEFAULT, Struct, defstruct

from api.errors import AnyRequest, conflict_problem
from api.openapi import classic_examples, openapi_operation_class
from api.responses import openapi_document_responses, respond_answer
from api.schemas.classic import QUESTIONS, Parameter, Question
from api.validation import path_pairs, read_query
from db.queries.documents import read_document


def classic_routes() -> list[HTTPRouteHandler]:
    """Make the routes of each question: what OpenAPI shows, and its other forms."""
    return [route for question in QUESTIONS for route in _question_routes(question)]


def _question_routes(question: Question) -> list[HTTPRouteHandler]:
    shape = _query_struct(question)
    one_of = [
        (one.name, *one.also)
        for one in question.parameters.values()
        if one.also and one.default is NODEFAULT
    ]

    async def ask(request: AnyRequest) -> Response[bytes]:
        query = read_query(request, shape, one_of=one_of, of_path=path_pairs(request))
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
            named=question.named,
            labels=question.labels,
            model=question.model,
        )
        return respond_answer(answer)

    shown, *others = question.forms
    route = get(
        shown,
        operation_id=question.name,
        operation_class=openapi_operation_class(shape),
        tags=[question.tag],
        summary=question.summary,
        description=" ".join([question.description, *_said_forms(others)]),
        responses=openapi_document_responses(
            question.answer,
            question.returns,
            *(question.examples or classic_examples(question.name)),
            named=question.kind is not None or bool(question.named or question.labels),
        ),
        opt={"example": question.address},
    )(ask)
    unnamed = (form.replace("}", ":str}") for form in others)
    return [route, *(get(form, include_in_schema=False)(ask) for form in unnamed)]


def _said_forms(forms: Sequence[str]) -> list[str]:
    return [f"Also asked as {', '.join(f'`{one}`' for one in forms)}."] if forms else []


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
    default = None if parameter.default is NODEFAULT else parameter.default
    return next(iter(given.values()), default)
