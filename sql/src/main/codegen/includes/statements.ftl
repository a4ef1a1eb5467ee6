/** Parses IF NOT EXISTS. */
boolean IfNotExists() :
{
}
{
    <IF> <NOT> <EXISTS> { return true; }
|
    { return false; }
}

/** Parses IF EXISTS. */
boolean IfExists() :
{
}
{
    <IF> <EXISTS> { return true; }
|
    { return false; }
}

/** Parses a query, and {@code EMIT ON WINDOW CLOSE} behind it. */
SqlNode LiveQuery() :
{
    final SqlNode query;
    final Span s;
}
{
    query = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    [
        <EMIT> { s = span(); } <ON> <WINDOW> <CLOSE> {
            return StatementSyntax.emitFinal(s.end(this), query);
        }
    ]
    { return query; }
}

/** Parses {@code LIVE TABLE name AS query} after CREATE [OR REPLACE]. */
SqlCreate CreateLiveTable(Span s, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier name;
    final SqlParserPos as;
    final SqlNode query;
}
{
    <LIVE> <TABLE> ifNotExists = IfNotExists() name = CompoundIdentifier()
    <AS> { as = getPos(); }
    query = LiveQuery() {
        return StatementSyntax.createLiveTable(s.end(this), replace, ifNotExists, name, as, query);
    }
}

/** Parses {@code TABLE name (column type [NOT NULL] [PRIMARY KEY], ...)} after CREATE. */
SqlCreate CreateTable(Span s, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier name;
    final List<SqlNode> elements = new ArrayList<SqlNode>();
}
{
    <TABLE> ifNotExists = IfNotExists() name = CompoundIdentifier()
    <LPAREN>
    TableElement(elements)
    ( <COMMA> TableElement(elements) )*
    <RPAREN> {
        return StatementSyntax.createTable(s.end(this), replace, ifNotExists, name, elements);
    }
}

/** Parses a column with its constraints, or a constraint of the table. */
void TableElement(List<SqlNode> elements) :
{
    SqlIdentifier name = null;
    final SqlDataTypeSpec type;
    final List<SqlNode> constraints = new ArrayList<SqlNode>();
}
{
    [ <CONSTRAINT> name = SimpleIdentifier() ]
    TableConstraint(name, elements)
|
    name = SimpleIdentifier()
    (
        type = DataType()
    |
        <INTERVAL> { type = PostgresSyntax.intervalType(getPos()); }
    )
    ( ColumnConstraint(constraints) )*
    {
        elements.add(StatementSyntax.column(name, type, constraints));
    }
}

/** Parses PRIMARY KEY (…), UNIQUE (…) or CHECK (…). */
void TableConstraint(SqlIdentifier name, List<SqlNode> elements) :
{
    final SqlNodeList columns;
    final SqlNode condition;
    final Span s;
    final SqlParserPos from;
}
{
    <PRIMARY> { s = span(); } <KEY> columns = ParenthesizedSimpleIdentifierList() {
        elements.add(
            StatementSyntax.constraint(
                s.end(this), StatementSyntax.ConstraintKind.PRIMARY_KEY, name, columns, null, null));
    }
|
    <UNIQUE> { s = span(); } columns = ParenthesizedSimpleIdentifierList() {
        elements.add(
            StatementSyntax.constraint(
                s.end(this), StatementSyntax.ConstraintKind.UNIQUE, name, columns, null, null));
    }
|
    <CHECK> { s = span(); } <LPAREN> { from = getPos(); }
    condition = Expression(ExprContext.ACCEPT_SUB_QUERY) <RPAREN> {
        elements.add(
            StatementSyntax.constraint(
                s.end(this), StatementSyntax.ConstraintKind.CHECK, name, null, condition,
                from.plus(getPos())));
    }
|
    <FOREIGN> { StatementSyntax.refuse(getPos(), "FOREIGN KEY"); }
}

/** Parses what may stand behind a column's type. */
void ColumnConstraint(List<SqlNode> constraints) :
{
    SqlIdentifier name = null;
    final SqlNode value;
    final Span s;
    final SqlParserPos from;
}
{
    [ <CONSTRAINT> name = SimpleIdentifier() ]
    (
        <NOT> { s = span(); } <NULL> {
            constraints.add(
                StatementSyntax.constraint(
                    s.end(this), StatementSyntax.ConstraintKind.NOT_NULL, name, null, null, null));
        }
    |
        <NULL>
    |
        <PRIMARY> { s = span(); } <KEY> {
            constraints.add(
                StatementSyntax.constraint(
                    s.end(this), StatementSyntax.ConstraintKind.PRIMARY_KEY, name, null, null, null));
        }
    |
        <UNIQUE> { s = span(); } {
            constraints.add(
                StatementSyntax.constraint(
                    s.end(this), StatementSyntax.ConstraintKind.UNIQUE, name, null, null, null));
        }
    |
        <CHECK> { s = span(); } <LPAREN> { from = getPos(); }
        value = Expression(ExprContext.ACCEPT_SUB_QUERY) <RPAREN> {
            constraints.add(
                StatementSyntax.constraint(
                    s.end(this), StatementSyntax.ConstraintKind.CHECK, name, null, value,
                    from.plus(getPos())));
        }
    |
        <DEFAULT_> { s = span(); from = getPos(); }
        value = DefaultValue() {
            constraints.add(
                StatementSyntax.constraint(
                    s.end(this), StatementSyntax.ConstraintKind.DEFAULT, name, null, value,
                    from.plus(getPos())));
        }
    |
        <REFERENCES> { StatementSyntax.refuse(getPos(), "REFERENCES"); }
    )
}

/** Parses a default: what binds tighter than NOT, so that NOT NULL may follow. */
SqlNode DefaultValue() :
{
    final List<Object> list = new ArrayList<Object>();
    final SqlNode value;
}
{
    AddExpression2b(list, ExprContext.ACCEPT_NON_QUERY)
    ( InfixCast(list, ExprContext.ACCEPT_NON_QUERY, span()) )*
    {
        value = SqlParserUtil.toTree(list);
        return value;
    }
}

/** Parses {@code [LIVE] TABLE [IF EXISTS] name} after DROP. */
SqlDrop DropTable(Span s, boolean replace) :
{
    boolean live = false;
    final boolean ifExists;
    final SqlIdentifier name;
}
{
    [ <LIVE> { live = true; } ] <TABLE> ifExists = IfExists() name = CompoundIdentifier() {
        return StatementSyntax.dropTable(s.end(this), live, ifExists, name);
    }
}

/** Parses {@code [UNIQUE] INDEX [IF NOT EXISTS] name ON table (column [ASC | DESC], ...)} after CREATE. */
SqlCreate CreateIndex(Span s, boolean replace) :
{
    SqlParserPos unique = null;
    SqlParserPos descending = null;
    final boolean ifNotExists;
    final SqlIdentifier name;
    final SqlIdentifier table;
    final List<SqlIdentifier> columns = new ArrayList<SqlIdentifier>();
    SqlIdentifier column;
}
{
    [ <UNIQUE> { unique = getPos(); } ]
    <INDEX> ifNotExists = IfNotExists() name = SimpleIdentifier()
    <ON> table = CompoundIdentifier()
    <LPAREN>
    column = SimpleIdentifier() { columns.add(column); }
    [ <ASC> | <DESC> { descending = getPos(); } ]
    (
        <COMMA> column = SimpleIdentifier() { columns.add(column); }
        [ <ASC> | <DESC> { descending = getPos(); } ]
    )*
    <RPAREN> {
        return StatementSyntax.createIndex(
            s.end(this), replace, ifNotExists, name, table, columns, unique, descending);
    }
}

/** Parses {@code INDEX [IF EXISTS] name} after DROP. */
SqlDrop DropIndex(Span s, boolean replace) :
{
    final boolean ifExists;
    final SqlIdentifier name;
}
{
    <INDEX> ifExists = IfExists() name = SimpleIdentifier() {
        return StatementSyntax.dropIndex(s.end(this), ifExists, name);
    }
}

/**
 * Parses {@code EXPLAIN LIVE query} and {@code EXPLAIN [LIVE] TABLE name}; an ad-hoc query that is
 * explained does not come here.
 */
SqlNode ExplainStatement() :
{
    final Span s;
    final SqlNode subject;
}
{
    <EXPLAIN> { s = span(); }
    (
        LOOKAHEAD(2)
        [ <LIVE> ] <TABLE> subject = CompoundIdentifier()
    |
        <LIVE> subject = LiveQuery()
    )
    {
        return StatementSyntax.explain(s.end(this), subject);
    }
}

/**
 * Parses {@code SHOW TABLES}, {@code SHOW LIVE TABLES}, {@code SHOW CREATE [LIVE] TABLE name} and
 * {@code SHOW COLUMNS|ERRORS|INDEXES [FROM name]}.
 */
SqlNode ShowStatement() :
{
    final Span s;
    final SqlIdentifier what;
    SqlIdentifier name = null;
}
{
    <SHOW> { s = span(); }
    (
        <TABLES> { return StatementSyntax.show(s.end(this), "tables", null); }
    |
        LOOKAHEAD(2)
        <LIVE> <TABLES> { return StatementSyntax.show(s.end(this), "live tables", null); }
    |
        <CREATE> [ <LIVE> ] <TABLE> name = CompoundIdentifier() {
            return StatementSyntax.show(s.end(this), "create table", name);
        }
    |
        what = SimpleIdentifier() [ <FROM> name = CompoundIdentifier() ] {
            return StatementSyntax.show(s.end(this), what.getSimple(), name);
        }
    )
}
