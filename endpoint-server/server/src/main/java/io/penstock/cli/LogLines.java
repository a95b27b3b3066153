package io.penstock.cli;

import com.google.common.base.Strings;
import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * The process's log: one line an event on standard error, times in UTC. Libraries are heard from
 * warnings on.
 */
final class LogLines extends Formatter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final ImmutableList<String> LOUD =
            ImmutableList.of(
                    "org.eclipse.jetty",
                    "org.apache.arrow",
                    "org.apache.calcite",
                    "com.zaxxer.hikari");

    /** Held, because the log manager forgets the levels of loggers that nobody holds. */
    private final ImmutableList<Logger> quiet;

    private LogLines(ImmutableList<Logger> quiet) {
        this.quiet = quiet;
        quiet.forEach(logger -> logger.setLevel(Level.WARNING));
    }

    /** How events look; changes no logger. */
    static Formatter format() {
        return new LogLines(ImmutableList.of());
    }

    /** Sends the log of this process to standard error, from this level on. */
    static void start(Level level) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        Handler console = new LogWriter(new FileOutputStream(FileDescriptor.err));
        console.setFormatter(
                new LogLines(
                        LOUD.stream()
                                .map(Logger::getLogger)
                                .collect(ImmutableList.toImmutableList())));
        console.setLevel(level);
        root.addHandler(console);
        root.setLevel(level);
    }

    @Override
    public String format(LogRecord event) {
        String name = Strings.nullToEmpty(event.getLoggerName());
        StringBuilder line = new StringBuilder(160);
        TIME.formatTo(event.getInstant(), line);
        line.append(' ')
                .append(Strings.padEnd(event.getLevel().getName(), 7, ' '))
                .append(' ')
                .append(name, name.lastIndexOf('.') + 1, name.length())
                .append(": ")
                .append(formatMessage(event))
                .append(System.lineSeparator());
        if (event.getThrown() != null) {
            line.append(Throwables.getStackTraceAsString(event.getThrown()));
        }
        return line.toString();
    }
}
