package io.penstock.cli;

import io.penstock.pipe.ProjectException;
import io.penstock.server.ConfigException;
import io.penstock.spi.error.ErrorKind;
import io.penstock.spi.error.QueryException;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParseResult;

import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.logging.Level;

/** The command {@code penstock}. */
@Command(
        name = "penstock",
        description = "Publishes SQL over files and databases as HTTP endpoints.",
        mixinStandardHelpOptions = true,
        versionProvider = Penstock.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock init shop                       a small project to start from",
            "  penstock dev shop                        serve it and follow edits",
            "  penstock check shop                      say everything that is wrong with it",
            "  penstock sql --project shop \"select * from shop.orders\"",
            "  penstock pipe data top_products --project shop --top 2",
            "",
            "Each command has its own --help.",
            "Exit codes: 0 good, 1 the input is wrong, 2 wrong usage, 3 a fault of Penstock."
        },
        subcommands = {
            InitCommand.class,
            DevCommand.class,
            ServeCommand.class,
            CheckCommand.class,
            FmtCommand.class,
            RenderCommand.class,
            DependenciesCommand.class,
            MigrateCommand.class,
            SqlCommand.class,
            ExplainCommand.class,
            PipeCommand.class,
            TestCommand.class,
            TokenCommand.class,
            LogsCommand.class,
            DoctorCommand.class,
            AutoComplete.GenerateCompletion.class
        })
public final class Penstock {
    static final int GOOD = 0;
    static final int WRONG_INPUT = 1;
    static final int OUR_FAULT = 3;

    /** For picocli. */
    public Penstock() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // Commands say what they meet in their own words; serving raises this.
        LogLines.start(Level.SEVERE);
        Terminal terminal = Terminal.ofProcess();
        int code = commandLine(terminal).execute(arguments);
        terminal.out().flush();
        terminal.err().flush();
        System.exit(code);
    }

    /** The whole command line, printing to this terminal. */
    static CommandLine commandLine(Terminal terminal) {
        CommandLine line = new CommandLine(Penstock.class, new Parts(terminal));
        line.setOut(terminal.out());
        line.setErr(terminal.err());
        line.setColorScheme(Help.defaultColorScheme(terminal.ansi()));
        line.setUsageHelpAutoWidth(true);
        line.setExecutionExceptionHandler(
                (problem, at, parsed) -> new Failures(terminal).tell(problem));
        line.setExecutionStrategy(Penstock::run);
        return line;
    }

    /** A bare {@code penstock} or {@code penstock pipe} shows its help. */
    private static int run(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        boolean group = !last.commandSpec().subcommands().isEmpty();
        if (group && !last.isUsageHelpRequested() && !last.isVersionHelpRequested()) {
            CommandLine line = last.commandSpec().commandLine();
            line.usage(line.getErr());
            return CommandLine.ExitCode.USAGE;
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /** Makes commands with the terminal they print to, and everything else as picocli would. */
    private record Parts(Terminal terminal) implements IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            try {
                return type.cast(type.getDeclaredConstructor(Terminal.class).newInstance(terminal));
            } catch (NoSuchMethodException e) {
                return CommandLine.defaultFactory().create(type);
            } catch (InvocationTargetException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    /** Says a failure the way its kind deserves and gives the exit code. */
    private record Failures(Terminal terminal) {
        int tell(Exception failure) {
            return switch (failure) {
                case ProjectException problems -> {
                    problems.problems().forEach(terminal::error);
                    yield WRONG_INPUT;
                }
                case ConfigException problems -> {
                    problems.problems().forEach(terminal::error);
                    yield WRONG_INPUT;
                }
                case CommandException wrong -> {
                    terminal.error(wrong.getMessage());
                    yield WRONG_INPUT;
                }
                case QueryException query -> {
                    terminal.error(text(query));
                    yield query.code().kind() == ErrorKind.INTERNAL ? OUR_FAULT : WRONG_INPUT;
                }
                default -> {
                    terminal.error(
                            "This is a fault of Penstock; please report it with what follows");
                    failure.printStackTrace(terminal.err());
                    yield OUR_FAULT;
                }
            };
        }

        private static String text(QueryException query) {
            String message = Optional.ofNullable(query.getMessage()).orElse(query.code().name());
            return query.position().map(position -> position + ": " + message).orElse(message);
        }
    }

    /** What {@code --version} says. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"penstock " + number(), "Java " + Runtime.version()};
        }

        private static String number() {
            return Optional.ofNullable(Penstock.class.getPackage().getImplementationVersion())
                    .orElse("(not packaged)");
        }
    }
}
