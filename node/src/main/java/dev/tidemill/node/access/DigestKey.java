package dev.tidemill.node.access;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.account.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What digests of masked values are made with, so that nobody can find a value by making digests of
 * all that it may be. It is made once for a data folder, and stays: equal values keep equal
 * digests.
 */
public final class DigestKey {
    private static final String FILE = "digest-key";
    private static final int BYTES = 32;

    private DigestKey() {}

    /** The key of a folder, which is made when it is missing: hexadecimal digits. */
    public static String of(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                byte[] key = new byte[BYTES];
                new SecureRandom().nextBytes(key);
                PrivateFile.replace(file, HexFormat.of().formatHex(key) + "\n");
            }
            String key = Files.readString(file).strip();
            if (!key.matches("[0-9a-f]{" + 2 * BYTES + "}")) {
                throw new TidemillException(
                                ErrorCode.INVALID_FILE, file + " is not a key of digests")
                        .withHint("put it back from a copy; or delete it, and digests change");
            }
            return key;
        } catch (IOException e) {
            throw new TidemillException(
                    ErrorCode.IO_FAILED, "the key of digests cannot be kept: " + e, e);
        }
    }
}
