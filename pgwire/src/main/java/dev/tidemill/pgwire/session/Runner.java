package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.node.Session;
import dev.tidemill.node.pgcatalog.CatalogQuery;
import dev.tidemill.node.pgcatalog.PgCatalog;
import dev.tidemill.pgwire.sql.Command;
import dev.tidemill.pgwire.sql.RenderedSql;
import dev.tidemill.pgwire.sql.StatementText;
import dev.tidemill.pgwire.type.ColumnNames;
import dev.tidemill.pgwire.type.ParameterType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries statements out: those about the session itself here, all others by the mill. Owned by the
 * session's thread.
 */
final class Runner {
    private final Session mill;
    private final Settings settings;
    private final Memory memory;
    private final Block block;
    private final Waiting waiting;
    private final CallerLines lines;
    private final Deeds deeds;
    private final SessionBounds bounds;
    private final PgCatalog catalog;

    /** What a session's statements need. */
    record Tools(
            Session mill,
            Settings settings,
            Memory memory,
            Block block,
            Waiting waiting,
            CallerLines lines,
            Deeds deeds,
            SessionBounds bounds,
            PgCatalog catalog) {}

    Runner(Tools tools) {
        this.mill = tools.mill();
        this.settings = tools.settings();
        this.memory = tools.memory();
        this.block = tools.block();
        this.waiting = tools.waiting();
        this.lines = tools.lines();
        this.deeds = tools.deeds();
        this.bounds = tools.bounds();
        this.catalog = tools.catalog();
    }

    /**
     * Begins a statement; what it comes to may have rows that are still to be read.
     *
     * @throws TidemillException whatever is wrong with it
     */
    Answer run(Bound bound) throws InterruptedException {
        block.requireUsable(bound.command());
        return switch (bound.command()) {
            case Command.Empty _ -> new Answer.Empty();
            case Command.Query _ ->
                    new Answer.Given(query(bound.sql(), ColumnNames.of(bound.text())), "SELECT");
            case Command.Execute execute -> execute(bound, execute);
            case Command.Transacting transacting -> {
                Answer done = block.run(transacting.words());
                boolean starts = bound.text().tokens().getFirst().is("start");
                yield starts ? new Answer.Done("START TRANSACTION") : done;
            }
            case Command.Set set -> {
                settings.set(set.name(), set.value(), set.local());
                yield new Answer.Done("SET");
            }
            case Command.Reset reset -> reset(reset.name());
            case Command.Show show -> new Answer.Returned(shown(show.name()), "SHOW");
            case Command.Discard discard -> discard(discard.what());
            case Command.Deallocate deallocate -> deallocate(deallocate.name());
            case Command.Prepare prepare -> prepare(bound.text(), prepare);
            case Command.ExecutePrepared execute -> run(prepared(execute));
            case Command.Declare declare -> declare(bound, declare);
            case Command.Fetch fetch -> fetch(fetch);
            case Command.CloseCursor close -> close(close.name());
            case Command.CopyIn copy -> {
                block.requireWritable();
                yield new Answer.Copied(
                        new CopyFrom(mill, copy, bounds.copyBytes(), deeds, block, patience())
                                ::run);
            }
            case Command.CopyOut copy ->
                    new Answer.Copied(
                            new CopyTo(
                                            query(
                                                    new RenderedSql(
                                                            copy.query(), List.of(), List.of()),
                                                    ColumnNames.of(bound.text())),
                                            copy.options(),
                                            settings.zone())
                                    ::run);
            case Command.Subscribe subscribe ->
                    new Answer.Copied(
                            new Subscription(mill, subscribe, settings.zone(), patience(), deeds)
                                    ::run);
            case Command.Nothing nothing -> new Answer.Done(nothing.tag());
        };
    }

    /** Waits for a statement as long as the session says. */
    Patience patience() {
        return waiting.begin(settings.duration("statement_timeout"));
    }

    private Rows query(RenderedSql sql, ColumnNames names) {
        deeds.requireWritable();
        String text = sql.sql();
        Optional<CatalogQuery> ofCatalog = catalog.prepare(text, List.of());
        if (ofCatalog.isPresent()) {
            Patience patience = patience();
            return new ToldRows(
                    new CatalogAnswer(ofCatalog.get().run(List.of(), patience::isCancelled)),
                    deeds,
                    text,
                    ColumnNames.AS_THEY_ARE);
        }
        String caller = mill.principal().caller().name();
        block.settle();
        StreamedRows.Source asked = block.source(text);
        StreamedRows.Source source =
                (cancellation, reader) -> {
                    boolean _ =
                            lines.inTurn(
                                    caller,
                                    cancellation,
                                    () -> {
                                        asked.read(cancellation, reader);
                                        return true;
                                    });
                };
        StreamedRows rows = new StreamedRows(source, patience());
        block.reads(rows);
        return new ToldRows(rows, deeds, text, names);
    }

    private Answer execute(Bound bound, Command.Execute execute) throws InterruptedException {
        RenderedSql sql = bound.carriedOut();
        if (!execute.reads()) {
            block.requireWritable();
        }
        deeds.requireWritable();
        String what = execute.reads() ? "query" : "execute";
        Patience patience = patience();
        try {
            Answer answer = block.execute(sql.sql(), bound.valuesBeside(), patience.looking());
            deeds.done(what, "", sql.sql(), block.lastRows(), block.lastTick());
            return answer;
        } catch (TidemillException e) {
            deeds.failed(what, "", sql.sql(), e);
            throw patience.explained(e);
        }
    }

    private Answer reset(@Nullable String name) {
        if (name == null) {
            settings.resetAll();
        } else {
            settings.set(name, null, false);
        }
        return new Answer.Done("RESET");
    }

    Rows shown(@Nullable String name) {
        if (name != null) {
            return ListedRows.ofTexts(
                    List.of(settings.shownName(name)), List.of(List.of(settings.value(name))));
        }
        List<List<String>> rows = new ArrayList<>();
        for (Map.Entry<String, String> each : settings.all().entrySet()) {
            String description =
                    Setting.of(each.getKey()).map(Setting::description).orElse("the client's own");
            rows.add(List.of(each.getKey(), each.getValue(), description));
        }
        return ListedRows.ofTexts(List.of("name", "setting", "description"), rows);
    }

    private Answer discard(String what) {
        if (what.equals("all")) {
            block.requireNone("DISCARD ALL");
            memory.close();
            memory.forgetAll();
            settings.resetAll();
        } else if (what.equals("plans")) {
            // Nothing is kept of plans that another statement could meet.
            return new Answer.Done("DISCARD PLANS");
        }
        return new Answer.Done("DISCARD " + what.toUpperCase(Locale.ROOT));
    }

    private Answer deallocate(@Nullable String name) {
        if (name == null) {
            memory.forgetAll();
            return new Answer.Done("DEALLOCATE ALL");
        }
        Prepared _ = memory.statement(name);
        memory.forget(name);
        return new Answer.Done("DEALLOCATE");
    }

    private Answer prepare(StatementText text, Command.Prepare prepare) {
        List<ParameterType> types = prepare.types().stream().map(ParameterType::ofName).toList();
        memory.prepare(prepare.name(), Prepared.of(text.from(prepare.token()), types));
        return new Answer.Done("PREPARE");
    }

    private Bound prepared(Command.ExecutePrepared execute) {
        Prepared statement = memory.statement(execute.name());
        if (statement.command() instanceof Command.ExecutePrepared) {
            throw new TidemillException(
                    ErrorCode.STATEMENT_NOT_ALLOWED, "a prepared statement executes another one");
        }
        int given = execute.arguments().size();
        if (given != statement.parameters().size()) {
            throw new TidemillException(
                            ErrorCode.SYNTAX_ERROR,
                            "wrong number of parameters for prepared statement \"%s\""
                                    .formatted(execute.name()))
                    .withDetail(
                            "Expected %d parameters but got %d."
                                    .formatted(statement.parameters().size(), given));
        }
        return Bound.withTexts(
                statement,
                number -> {
                    ParameterType type = statement.parameter(number);
                    String argument = execute.arguments().get(number - 1);
                    return type.isUnknown()
                            ? "(" + argument + ")"
                            : "CAST((%s) AS %s)".formatted(argument, type.sqlName());
                });
    }

    private Answer declare(Bound bound, Command.Declare declare) throws InterruptedException {
        if (!declare.hold()) {
            block.requireOpen("DECLARE CURSOR");
        }
        // Parameters stand in the text that was bound.
        StatementText whole = StatementText.of(bound.sql().sql());
        Prepared query = Prepared.of(whole.blankedTo(declare.token()));
        if (!(query.command() instanceof Command.Query)) {
            throw new TidemillException(
                    ErrorCode.SYNTAX_ERROR, "a cursor is declared for a SELECT statement");
        }
        Portal portal = new Portal(Bound.of(query), List.of());
        memory.open(declare.name(), portal);
        try {
            Answer _ = portal.begun(this);
            Schema _ = requireNonNull(portal.rows(), "rows").schema();
        } catch (RuntimeException e) {
            boolean _ = memory.close(declare.name());
            throw e;
        }
        if (declare.hold()) {
            memory.hold(declare.name());
        }
        return new Answer.Done("DECLARE CURSOR");
    }

    private Answer fetch(Command.Fetch fetch) {
        Portal portal = memory.portal(fetch.name());
        Rows rows = portal.rows();
        if (rows == null) {
            throw new TidemillException(
                    ErrorCode.UNKNOWN_CURSOR,
                    "cursor \"%s\" does not exist".formatted(fetch.name()));
        }
        portal.again(waiting, settings.duration("statement_timeout"));
        if (fetch.moves()) {
            return new Answer.Done("MOVE " + portal.skip(rows, fetch.count()));
        }
        return new Answer.Given(new FetchedRows(portal, rows, fetch.count()), "FETCH");
    }

    private Answer close(@Nullable String name) {
        if (name == null) {
            memory.close();
            return new Answer.Done("CLOSE CURSOR ALL");
        }
        Portal _ = memory.portal(name);
        boolean _ = memory.close(name);
        return new Answer.Done("CLOSE CURSOR");
    }
}
