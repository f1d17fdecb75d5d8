"""Faults for the compiler of plans: what its source says, and what it says with the fault."""
# ruff: noqa: E501

FAULTS = {
    "a condition's value is not part of the key": ("((key, conditions), lambda", "((key,), lambda"),
    "only the first of merged fields is walked": ("self.variables, operation.node, named, nodes)\n        return self.members", "self.variables, operation.node, named, nodes[:1])\n        return self.members"),
    "the response key is ignored": ('parts.append(f"{key!r}: {self.field(core, nodes, rows)}")', 'parts.append(f"{name!r}: {self.field(core, nodes, rows)}")'),
    "an alias shares the other one's arguments": ('return f"a[{len(self.arguments) - 1}]"', 'return "a[0]"'),
    "the first request's arguments are kept": ("[read(variables) for read in self.arguments]", "KEPT_ARGUMENTS.setdefault(self, [read(variables) for read in self.arguments])"),
    "the first request's viewer is kept": ("await self.answer(context, ", "await self.answer(FIRST.setdefault(self, context), "),
    "a load takes only the first keys": ("if keys not in each.keys:", "if not each.keys:"),
    "a load does not wait for its later keys": ("        if rows.line:\n            each.after.append(rows.line)\n        return each", "        return each"),
    "recipients come in the order of their keys": ('return f"[{made}[y.{rule.via}] for y in {mine} if y.{rule.via} in {made}]"', 'return f"[{made}[k] for k in sorted(y.{rule.via} for y in {mine}) if k in {made}]"'),
    "scopes are not asked about nodes": ("if scope is not None and scope not in context.actor.scopes:", "if False:"),
    "a node of another kind is null": ('refuse("a node of another kind")', "pass"),
    "instants are orjson's": ('return f"({absent} if ({v} := {source}) is None else {write}({v}))"', "return source"),
    "the extra page's rows are another's": ('for x{n} in w{n}[k]]"', 'for x{n} in next(iter(w{n}.values()))]"'),
    "the end of a page is its beginning": ("cursor_of(p.page.rows[-1]", "cursor_of(p.page.rows[0]"),
    "the next page is the one before": ('"has_next_page": "p.page.has_next"', '"has_next_page": "p.page.has_previous"'),
    "what is not counted is counted": ("await counted(cut.count) for", "len(cut.page.rows) for"),
    "every condition holds": ("self.variables = schema, operation, variables", "self.variables = schema, operation, variables._replace(coerced=variables.coerced | dict.fromkeys(operation.conditions, True))"),
    "a resolver of its own is read as an attribute": ("isinstance(ours, Declared) == rows.plain:", "False:"),
    "a type is told by its interface": ('parts.append(f"{key!r}: {type_.name!r}")', "parts.append(f\"{key!r}: 'Node'\")"),
    "a view is left out": ("return row if view is None else", "return row if True else"),
    "the viewer's own is asked of everybody": ('loaded = f", {found.text}.get({key})"', 'loaded = ", ()"'),
    "the columns of a field are not read": ("known.update(reads)", "pass"),
    "what an object's field needs is spared": ("rule.loads_for is None or self.asks_for(rule.loads_for, asked)", "rule.loads_for is None"),
    "what must not be seen is refused": ('else f"{made}.get({key})"', 'else f"{made}[{key}]"'),
}  # fmt: skip
