package dev.tidemill.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the program. */
final class Version implements IVersionProvider {
    private static final String RESOURCE = "/dev/tidemill/cli/version.properties";

    @Override
    public String[] getVersion() throws IOException {
        Properties properties = new Properties();
        try (InputStream resource = Version.class.getResourceAsStream(RESOURCE)) {
            if (resource != null) {
                properties.load(resource);
            }
        }
        return new String[] {
            "tidemill " + properties.getProperty("version", "unknown"), "java " + Runtime.version(),
        };
    }
}
