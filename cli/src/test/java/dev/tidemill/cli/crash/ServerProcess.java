package dev.tidemill.cli.crash;

import dev.tidemill.cli.client.ServerAddress;
import dev.tidemill.cli.client.ServerClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link CrashServer} in a process of its own. */
record ServerProcess(Process process, int port) {
    static ServerProcess start(Path project, Path data) throws IOException {
        return start(project, data, "-Xmx2g");
    }

    /**
     * @param heap the option that says how much heap it has
     */
    static ServerProcess start(Path project, Path data, String heap) throws IOException {
        return start(project, data, List.of(heap), ProcessBuilder.Redirect.INHERIT);
    }

    /**
     * @param options of the virtual machine
     * @param errors where what it writes to its standard error goes
     */
    static ServerProcess start(
            Path project, Path data, List<String> options, ProcessBuilder.Redirect errors)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashServer.class.getName(),
                        project.toString(),
                        data.toString()));
        Process process = new ProcessBuilder(command).redirectError(errors).start();
        BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line;
        while ((line = out.readLine()) != null) {
            if (line.startsWith("port ")) {
                return new ServerProcess(process, Integer.parseInt(line.substring(5)));
            }
        }
        throw new IllegalStateException("the server ended with " + process.onExit().join());
    }

    ServerClient client() {
        return new ServerClient(ServerAddress.parse("http://127.0.0.1:" + port, null));
    }

    /** SIGKILL: the process gets no chance to tidy up. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }
}
