package dev.tidemill.engine.background;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The calling thread's nice value, which the JVM sets for no thread by itself. Linux only: there
 * {@code nice} is of one thread, whatever POSIX says, and threads inherit it.
 */
final class ThreadPriority {
    /** Another thread gets about three times as much of a processor. */
    private static final int INCREMENT = 5;

    private static final @Nullable MethodHandle NICE = find();

    private ThreadPriority() {}

    // A function of the C library, with the types that its manual gives.
    @SuppressWarnings("restricted")
    private static @Nullable MethodHandle find() {
        if (!System.getProperty("os.name", "").equals("Linux")
                || !ThreadPriority.class.getModule().isNativeAccessEnabled()) {
            return null;
        }
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("nice")
                .map(
                        address ->
                                linker.downcallHandle(
                                        address,
                                        FunctionDescriptor.of(
                                                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)))
                .orElse(null);
    }

    /** Lets other threads come first; when the system refuses it the thread stays as it is. */
    static void lower() {
        if (NICE == null) {
            return;
        }
        try {
            int _ = (int) NICE.invokeExact(INCREMENT);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("nice", e);
        }
    }
}
