package dev.tidemill.node.forget;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.data.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The receipts of a data folder, a file each: {@code ID.json}. A file is whole or not there, and on
 * disk before a method returns. Receipts are never removed. Safe for all threads.
 */
public final class ReceiptStore {
    private static final String SUFFIX = ".json";

    private final Path folder;

    /**
     * @param folder made with the first receipt
     */
    public ReceiptStore(Path folder) {
        this.folder = requireNonNull(folder, "folder");
    }

    /** Writes a receipt, in the place of one with its id. */
    synchronized void write(ErasureReceipt receipt) {
        Path file = file(receipt.id());
        try {
            DurableFile.replace(file, ReceiptText.of(receipt).getBytes(UTF_8));
        } catch (IOException e) {
            throw failed(file + " cannot be written", e);
        }
    }

    private Path file(String id) {
        return folder.resolve(id + SUFFIX);
    }

    /** A receipt by its id; throws IO_FAILED when it is damaged. */
    synchronized Optional<ErasureReceipt> find(String id) {
        Path file = file(id);
        return Files.isRegularFile(file) ? Optional.of(read(file)) : Optional.empty();
    }

    /** All receipts, the newest first; throws IO_FAILED when one is damaged. */
    synchronized List<ErasureReceipt> receipts() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<ErasureReceipt> receipts = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).toList()) {
                receipts.add(read(file));
            }
        } catch (IOException e) {
            throw failed(folder + " cannot be read", e);
        }
        receipts.sort(Comparator.comparingLong(ErasureReceipt::tick).reversed());
        return receipts;
    }

    private static ErasureReceipt read(Path file) {
        try {
            return ReceiptText.parse(Files.readString(file));
        } catch (IOException | IllegalArgumentException e) {
            throw failed(file + " is no receipt", e);
        }
    }

    private static TidemillException failed(String what, Exception e) {
        return new TidemillException(ErrorCode.IO_FAILED, what + ": " + e.getMessage(), e);
    }
}
