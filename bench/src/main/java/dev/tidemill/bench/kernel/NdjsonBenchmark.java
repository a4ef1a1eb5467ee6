package dev.tidemill.bench.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.JsonRowWriter;
import dev.tidemill.connectors.format.ParseOptions;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.connectors.format.RowFormat;
import dev.tidemill.connectors.format.RowParser;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * A body of 10,000 rows like the example's arrivals: nanoseconds a row to read it into columns, and
 * to write it from them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NdjsonBenchmark {
    private static final int ROWS = 10_000;
    private static final Schema SCHEMA =
            Schema.of(
                    new Field("flight_id", Type.BIGINT, false),
                    new Field("origin", Type.TEXT, false),
                    new Field("destination", Type.TEXT, false),
                    new Field("distance", Type.INTEGER, false),
                    new Field("departed_at", Type.TIMESTAMP, false),
                    new Field("delay", Type.INTEGER, true),
                    new Field("arrived_at", Type.TIMESTAMP, false));

    private static final byte[] BODY = body().getBytes(UTF_8);

    private final Batch rows = read(BODY).rows();
    private final ByteBuilder out = new ByteBuilder(BODY.length);

    private static String body() {
        Random random = new Random(7);
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < ROWS; i++) {
            body.append(
                    "{\"flight_id\":%d,\"origin\":\"%s\",\"destination\":\"%s\","
                            .formatted(1_000_000 + i, airport(random), airport(random)));
            body.append(
                    "\"distance\":%d,\"departed_at\":\"2001-01-%02dT%02d:%02d:00\","
                            .formatted(
                                    random.nextInt(3_000),
                                    1 + random.nextInt(31),
                                    random.nextInt(24),
                                    random.nextInt(60)));
            body.append(
                    "\"delay\":%d,\"arrived_at\":\"2001-01-%02dT%02d:%02d:%02d\"}\n"
                            .formatted(
                                    random.nextInt(300) - 60,
                                    1 + random.nextInt(31),
                                    random.nextInt(24),
                                    random.nextInt(60),
                                    random.nextInt(60)));
        }
        return body.toString();
    }

    private static String airport(Random random) {
        return "" + (char) ('A' + random.nextInt(26)) + (char) ('A' + random.nextInt(26)) + "X";
    }

    private static ParsedRows read(byte[] body) {
        return RowParser.of(RowFormat.NDJSON, SCHEMA, ParseOptions.DEFAULT)
                .parse(body, 0, body.length);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public ParsedRows parse() {
        return read(BODY);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int write() {
        JsonRowWriter writer = new JsonRowWriter(SCHEMA);
        out.clear();
        for (int row = 0; row < ROWS; row++) {
            writer.object(rows, row, out);
            out.append('\n');
        }
        return out.size();
    }
}
