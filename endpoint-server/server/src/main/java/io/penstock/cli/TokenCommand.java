package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.penstock.server.access.ScopeType;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Groups the commands on tokens of a server. */
@Command(
        name = "token",
        description =
                "Lists, makes, refreshes and deletes tokens of a server, whether it runs or not.",
        mixinStandardHelpOptions = true,
        subcommands = {
            TokenCommand.ListTokens.class,
            TokenCommand.Create.class,
            TokenCommand.Copy.class,
            TokenCommand.Refresh.class,
            TokenCommand.Remove.class,
            TokenCommand.Scopes.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock token ls --project shop",
            "  penstock token create static reader --scope PIPES:READ:top_products",
            "  penstock token create jwt customer-7 --ttl 1h --resource top_products --fixed-params"
                    + " customer=7",
            "  penstock token refresh reader"
        })
final class TokenCommand {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REFRESH = "/refresh";
    private static final String TOKEN = "token";

    TokenCommand() {}

    private static String path(String reference) {
        return "/" + TokenServer.encoded(reference);
    }

    private static String scopes(JsonNode token) {
        return StreamSupport.stream(token.path("scopes").spliterator(), false)
                .map(TokenCommand::scope)
                .collect(Collectors.joining(" "));
    }

    private static String scope(JsonNode scope) {
        String resource = scope.path("resource").asText();
        String plain =
                resource.isEmpty()
                        ? scope.path("type").asText()
                        : scope.path("type").asText() + ":" + resource;
        return scope.size() > 2 ? plain + ":.." : plain;
    }

    /** Prints a value alone, so that a shell can take it, or the whole answer. */
    private static int printValue(Terminal terminal, TokenServer server, JsonNode answer) {
        terminal.print(server.isJson() ? answer.toString() : answer.path(TOKEN).asText());
        return Penstock.GOOD;
    }

    /** {@code token ls}. */
    @Command(
            name = "ls",
            description = "Lists tokens and what they permit.",
            mixinStandardHelpOptions = true)
    static final class ListTokens implements Callable<Integer> {
        private final Terminal terminal;
        @Mixin private TokenServer server = new TokenServer();

        ListTokens(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            JsonNode answer = server.call(terminal, "GET", "", "");
            if (server.isJson()) {
                // The admin token shows its text to who asks with it; a list is no place for it.
                answer.path("tokens").forEach(token -> ((ObjectNode) token).remove(TOKEN));
                terminal.print(answer.toString());
                return Penstock.GOOD;
            }
            answer.path("tokens")
                    .forEach(
                            token ->
                                    terminal.print(
                                            "%-30s %s"
                                                    .formatted(
                                                            token.path("name").asText(),
                                                            scopes(token))));
            return Penstock.GOOD;
        }
    }

    /** {@code token create}. */
    @Command(
            name = "create",
            description = "Makes a token, whose value is printed once.",
            mixinStandardHelpOptions = true,
            subcommands = {CreateStatic.class, CreateJwt.class})
    static final class Create {
        Create() {}
    }

    /** {@code token create static}. */
    @Command(
            name = "static",
            description = "Makes a token that the server keeps, and prints its value, once.",
            mixinStandardHelpOptions = true)
    static final class CreateStatic implements Callable<Integer> {
        private final Terminal terminal;
        @Mixin private TokenServer server = new TokenServer();

        @Parameters(paramLabel = "NAME", description = "The token's name.")
        private String name = "";

        @Option(
                names = "--scope",
                paramLabel = "SCOPE",
                description =
                        "What it permits, such as PIPES:READ:top or"
                                + " \"DATASOURCES:READ:shop.orders(id):id > 7\"; may be repeated.")
        private List<String> scopes = new ArrayList<>();

        @Option(names = "--description", paramLabel = "TEXT", description = "For people.")
        private String description = "";

        CreateStatic(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            ObjectNode body = JSON.createObjectNode();
            body.put("name", name).put("description", description);
            scopes.forEach(body.putArray("scopes")::add);
            return printValue(terminal, server, server.call(terminal, "POST", "", body.toString()));
        }
    }

    /** {@code token create jwt}. */
    @Command(
            name = "jwt",
            description = "Has the server sign a JWT, which nobody keeps, and prints it.",
            mixinStandardHelpOptions = true)
    static final class CreateJwt implements Callable<Integer> {
        private final Terminal terminal;
        @Mixin private TokenServer server = new TokenServer();

        @Parameters(paramLabel = "NAME", description = "The caller's name; limits count by it.")
        private String name = "";

        @Option(
                names = "--ttl",
                paramLabel = "TIME",
                required = true,
                description = "How long it is valid: 90s, 15m, 1h, 7d.")
        private String ttl = "";

        @Option(
                names = "--resource",
                paramLabel = "PIPE",
                required = true,
                description = "A pipe that it may read; may be repeated.")
        private List<String> resources = new ArrayList<>();

        @Option(
                names = "--fixed-params",
                paramLabel = "NAME=VALUE",
                description = "A parameter that the caller can't choose; may be repeated.")
        private List<String> fixed = new ArrayList<>();

        @Option(
                names = "--rps",
                paramLabel = "N",
                description = "Requests a second that it may make.")
        private Optional<Integer> perSecond = Optional.empty();

        CreateJwt(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            ObjectNode body = JSON.createObjectNode().put("name", name);
            for (String resource : resources) {
                ObjectNode scope =
                        body.withArray("scopes")
                                .addObject()
                                .put("type", ScopeType.PIPES_READ.label())
                                .put("resource", resource);
                fixed.forEach(pair -> fix(scope, pair));
            }
            perSecond.ifPresent(rps -> body.putObject("limits").put("rps", rps));
            body.put("expiration_time", Instant.now().plus(time(ttl)).getEpochSecond());
            return printValue(terminal, server, server.call(terminal, "POST", "", body.toString()));
        }

        private static void fix(ObjectNode scope, String pair) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new CommandException(
                        "--fixed-params is '%s'; write NAME=VALUE".formatted(pair));
            }
            scope.withObject("fixed_params")
                    .put(pair.substring(0, equals), pair.substring(equals + 1));
        }

        private static Duration time(String text) {
            try {
                return Duration.parse((text.endsWith("d") ? "P" : "PT") + text);
            } catch (DateTimeParseException e) {
                throw new CommandException(
                        "--ttl is '%s'; it must be a time such as 90s, 15m, 1h or 7d"
                                .formatted(text));
            }
        }
    }

    /** {@code token copy}. */
    @Command(
            name = "copy",
            description = {
                "Prints a token's value where that is possible: the admin token's, and the first"
                        + " value of a token that a datafile declares.",
                "Other values are kept by nobody; refresh gives a new one."
            },
            mixinStandardHelpOptions = true)
    static final class Copy implements Callable<Integer> {
        private final Terminal terminal;
        @Mixin private TokenServer server = new TokenServer();

        @Parameters(paramLabel = "NAME", description = "The token's name or id.")
        private String name = "";

        Copy(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            JsonNode known = server.call(terminal, "GET", path(name), "");
            String shown = known.path(TOKEN).asText();
            if (shown.isEmpty()) {
                JsonNode first = server.call(terminal, "POST", path(name) + REFRESH, "");
                return printValue(terminal, server, first);
            }
            if (shown.endsWith("***")) {
                throw new CommandException(
                        "The value of '%s' was shown when it was made and is kept by nobody; penstock token refresh gives a new one and ends the old one"
                                .formatted(known.path("name").asText()));
            }
            return printValue(terminal, server, known);
        }
    }

    /** {@code token refresh}. */
    @Command(
            name = "refresh",
            description =
                    "Gives a token a new value, which is printed once; the old one stops at once.",
            mixinStandardHelpOptions = true)
    static final class Refresh implements Callable<Integer> {
        private final Terminal terminal;
        @Mixin private TokenServer server = new TokenServer();

        @Parameters(paramLabel = "NAME", description = "The token's name or id.")
        private String name = "";

        Refresh(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            return printValue(
                    terminal, server, server.call(terminal, "POST", path(name) + REFRESH, ""));
        }
    }

    /** {@code token rm}. */
    @Command(
            name = "rm",
            description = "Deletes a token; what runs for it ends.",
            mixinStandardHelpOptions = true)
    static final class Remove implements Callable<Integer> {
        private final Terminal terminal;
        @Mixin private TokenServer server = new TokenServer();

        @Parameters(paramLabel = "NAME", description = "The token's name or id.")
        private String name = "";

        Remove(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            JsonNode answer = server.call(terminal, "DELETE", path(name), "");
            terminal.print(server.isJson() ? answer.toString() : "Deleted " + name);
            return Penstock.GOOD;
        }
    }

    /** {@code token scopes}. */
    @Command(
            name = "scopes",
            description = "Prints a token's scopes, or all that there are.",
            mixinStandardHelpOptions = true)
    static final class Scopes implements Callable<Integer> {
        private final Terminal terminal;
        @Mixin private TokenServer server = new TokenServer();

        @Parameters(
                paramLabel = "NAME",
                arity = "0..1",
                description = "The token's name or id; all scopes there are when left out.")
        private String name = "";

        Scopes(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            if (name.isEmpty()) {
                for (ScopeType type : ScopeType.values()) {
                    terminal.print(type.isOfResource() ? type.label() + ":name" : type.label());
                }
                return Penstock.GOOD;
            }
            JsonNode scopes = server.call(terminal, "GET", path(name), "").path("scopes");
            if (server.isJson()) {
                terminal.print(scopes.toString());
            } else {
                scopes.forEach(scope -> terminal.print(scope(scope)));
            }
            return Penstock.GOOD;
        }
    }
}
