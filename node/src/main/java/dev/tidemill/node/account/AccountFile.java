package dev.tidemill.node.account;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The accounts on disk. Each change puts a new file in the place of the old one, so whoever reads
 * sees the one or the other; the file is read again when it is another one. Safe for all threads,
 * and for other processes that change it by this class.
 */
public final class AccountFile {
    private static final String FILE = "accounts";
    private static final String LOCK = "accounts.lock";
    private static final long BYTES_MAX = 16L << 20;

    /** Changes by this process, since a file lock is the whole process's. */
    private static final Object CHANGES = new Object();

    private final Path folder;
    private volatile @Nullable Read last;

    /** What was read, and of which file. */
    private record Read(@Nullable Object key, FileTime modified, long bytes, Accounts accounts) {
        boolean isOf(BasicFileAttributes file) {
            return java.util.Objects.equals(key, file.fileKey())
                    && modified.equals(file.lastModifiedTime())
                    && bytes == file.size();
        }
    }

    /**
     * @param folder the accounts' own, in the data folder
     */
    public AccountFile(Path folder) {
        this.folder = requireNonNull(folder, "folder");
    }

    /** The folder of all that is secret of those who come. */
    Path folder() {
        return folder;
    }

    private Path file() {
        return folder.resolve(FILE);
    }

    /**
     * The accounts as they are now; none when there is no file.
     *
     * @throws TidemillException INVALID_FILE, IO_FAILED
     */
    public Accounts accounts() {
        try {
            BasicFileAttributes found = Files.readAttributes(file(), BasicFileAttributes.class);
            Read known = last;
            if (known != null && known.isOf(found)) {
                return known.accounts();
            }
            if (found.size() > BYTES_MAX) {
                throw new TidemillException(
                        ErrorCode.INVALID_FILE,
                        "%s is larger than %,d bytes".formatted(file(), BYTES_MAX));
            }
            Accounts read = AccountText.read(Files.readString(file()), file().toString());
            last = new Read(found.fileKey(), found.lastModifiedTime(), found.size(), read);
            return read;
        } catch (NoSuchFileException e) {
            return Accounts.NONE;
        } catch (IOException e) {
            throw new TidemillException(
                    ErrorCode.IO_FAILED, "the accounts cannot be read: " + e, e);
        }
    }

    /** Changes the accounts; what they become is on disk when this returns. */
    public Accounts change(UnaryOperator<Accounts> change) {
        synchronized (CHANGES) {
            try {
                PrivateFile.createFolder(folder);
                try (FileChannel channel =
                                FileChannel.open(
                                        folder.resolve(LOCK),
                                        StandardOpenOption.CREATE,
                                        StandardOpenOption.WRITE);
                        FileLock _ = channel.lock()) {
                    Accounts next = change.apply(accounts());
                    PrivateFile.replace(file(), AccountText.of(next));
                    return next;
                }
            } catch (IOException e) {
                throw new TidemillException(
                        ErrorCode.IO_FAILED, "the accounts cannot be kept: " + e, e);
            }
        }
    }
}
