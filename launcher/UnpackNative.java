import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Takes the native libraries out of DuckDB's jar and puts this machine's one beside it, where
 * DuckDB looks when the jar has none. Otherwise each start would unpack 70 MB into a temporary file,
 * and each kill would leave one behind.
 *
 * <p>Run from its source by the launcher: {@code java UnpackNative.java JAR FOLDER}.
 */
final class UnpackNative {
    private static final String LIBRARY = "libduckdb_java.so_";

    private UnpackNative() {}

    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        Path slim = folder.resolve(jar.getFileName());
        try (ZipFile in = new ZipFile(jar.toFile());
                OutputStream file = Files.newOutputStream(slim);
                ZipOutputStream out = new ZipOutputStream(file)) {
            String library = LIBRARY + system() + "_" + processor();
            ZipEntry ours = in.getEntry(library);
            if (ours == null) {
                throw new IOException(jar + " has no " + library);
            }
            try (InputStream content = in.getInputStream(ours)) {
                Files.copy(content, folder.resolve(library));
            }
            for (ZipEntry entry : Collections.list(in.entries())) {
                if (!entry.getName().startsWith(LIBRARY)) {
                    copy(in, entry, out);
                }
            }
        }
    }

    private static void copy(ZipFile in, ZipEntry entry, ZipOutputStream out) throws IOException {
        ZipEntry copied = new ZipEntry(entry.getName());
        copied.setTime(entry.getTime());
        out.putNextEntry(copied);
        try (InputStream content = in.getInputStream(entry)) {
            content.transferTo(out);
        }
        out.closeEntry();
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (name.startsWith("mac")) {
            return "macos";
        }
        return name.startsWith("windows") ? "windows" : "linux";
    }

    private static String processor() {
        String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return name.equals("aarch64") || name.equals("arm64") ? "arm64" : "amd64";
    }
}
