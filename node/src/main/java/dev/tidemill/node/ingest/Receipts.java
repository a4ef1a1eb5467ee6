package dev.tidemill.node.ingest;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.record.InputEntry;
import dev.tidemill.node.record.NodeState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The answers given to idempotency keys, newest kept up to a bound. A key that is under way answers
 * its twin when the first one is sealed. Safe for all threads.
 */
public final class Receipts {
    /** Answers kept when nobody asked for another bound. */
    public static final int KEPT_DEFAULT = 100_000;

    private final int keptMax;
    private final Map<String, CompletableFuture<NodeState.KeptReceipt>> byKey = new HashMap<>();
    private final ArrayDeque<NodeState.KeptReceipt> kept = new ArrayDeque<>();

    public Receipts(int keptMax) {
        this.keptMax = keptMax;
    }

    /** Claims a key: null when it is new, otherwise the answer its first use gets or got. */
    synchronized @Nullable CompletableFuture<NodeState.KeptReceipt> claim(
            String table, String key) {
        String name = name(table, key);
        CompletableFuture<NodeState.KeptReceipt> known = byKey.get(name);
        if (known == null) {
            byKey.put(name, new CompletableFuture<>());
        }
        return known;
    }

    /** Gives a claimed key back: its entry was not taken. */
    void release(String table, String key, Throwable reason) {
        CompletableFuture<NodeState.KeptReceipt> claimed;
        synchronized (this) {
            claimed = byKey.remove(name(table, key));
        }
        if (claimed != null) {
            claimed.completeExceptionally(reason);
        }
    }

    /** Keeps the answer of a sealed entry; also when it is found again in the journal. */
    public void keep(InputEntry.Receipt receipt, long tick) {
        NodeState.KeptReceipt answer = new NodeState.KeptReceipt(receipt, tick);
        CompletableFuture<NodeState.KeptReceipt> claimed;
        synchronized (this) {
            claimed =
                    byKey.computeIfAbsent(
                            name(receipt.table(), receipt.key()), k -> new CompletableFuture<>());
            kept.addLast(answer);
            while (kept.size() > keptMax) {
                InputEntry.Receipt oldest = kept.removeFirst().receipt();
                byKey.remove(name(oldest.table(), oldest.key()));
            }
        }
        claimed.complete(answer);
    }

    /** Tells whoever waits for an answer that none will come any more. */
    public void stop(TidemillException reason) {
        List<CompletableFuture<NodeState.KeptReceipt>> claimed;
        synchronized (this) {
            claimed = List.copyOf(byKey.values());
        }
        claimed.forEach(answer -> answer.completeExceptionally(reason));
    }

    /** The answers kept, oldest first. */
    public synchronized List<NodeState.KeptReceipt> snapshot() {
        return new ArrayList<>(kept);
    }

    private static String name(String table, String key) {
        return table + '\n' + key;
    }
}
