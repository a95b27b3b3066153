package io.penstock.server.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import com.google.common.hash.HashCode;

import io.penstock.server.access.AccessError;
import io.penstock.server.access.Principal;
import io.penstock.server.access.Scope;
import io.penstock.server.access.ScopeType;
import io.penstock.server.files.OwnerOnly;
import io.penstock.spi.error.QueryException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * The token that may do everything, and whose text signs JWTs: the only one whose text the server
 * has to know. It is configured, or made once and kept in a file in the data folder. Thread: safe
 * for many at once.
 */
public final class AdminToken {
    /** The file in the data folder that keeps a generated token. */
    public static final String FILE = "admin-token";

    /** Its id; no other token has one like it. */
    public static final String ID = "admin";

    /** What lists call it, as clients expect. */
    public static final String NAME = "workspace admin token";

    /** Who shows it. */
    static final Principal PRINCIPAL =
            Principal.of(
                    ID,
                    ID,
                    Principal.Kind.STATIC,
                    ImmutableSet.of(Scope.of(ScopeType.ADMIN)),
                    OptionalInt.empty());

    private static final Logger log = LoggerFactory.getLogger(AdminToken.class);

    private final Optional<Path> file;
    private final UUID workspace;
    private volatile Known known;

    /** The text and what it is recognised by. */
    private record Known(TokenValue value, HashCode hash) {
        Known(String text) {
            this(new TokenValue(text), TokenValue.hash(text));
        }
    }

    private AdminToken(Optional<Path> file, UUID workspace, String text) {
        this.file = file;
        this.workspace = workspace;
        this.known = new Known(text);
    }

    /**
     * The configured token, or the one kept in the data folder, or a new one that is kept there
     * from now on, readable by its owner only.
     *
     * @throws UncheckedIOException when the data folder can't be read or written
     */
    public static AdminToken of(Optional<String> configured, Path dataDir, UUID workspace) {
        Path file = dataDir.resolve(FILE);
        return configured.isPresent()
                ? new AdminToken(Optional.empty(), workspace, configured.get())
                : new AdminToken(Optional.of(file), workspace, kept(file, workspace));
    }

    /** The workspace that a token's text names; absent when it is not of that shape. */
    public static Optional<UUID> workspace(Optional<String> configured, Path dataDir) {
        try {
            Path file = dataDir.resolve(FILE);
            Optional<String> text = configured;
            if (text.isEmpty() && Files.exists(file)) {
                text = Optional.of(read(file));
            }
            return text.flatMap(AdminToken::workspaceNamed);
        } catch (IOException e) {
            throw unusable(dataDir.resolve(FILE), e);
        }
    }

    private static Optional<UUID> workspaceNamed(String text) {
        List<String> parts = Splitter.on('.').splitToList(text);
        if (parts.size() != 3 || !parts.getFirst().equals("p")) {
            return Optional.empty();
        }
        try {
            JsonNode about =
                    new ObjectMapper().readTree(Base64.getUrlDecoder().decode(parts.get(1)));
            return Optional.of(UUID.fromString(about.path("u").asText()));
        } catch (IOException | IllegalArgumentException e) {
            // A token of somebody's own making that only looks like one of ours.
            log.debug("The admin token names no workspace", e);
            return Optional.empty();
        }
    }

    /** The token's text. */
    public TokenValue value() {
        return known.value();
    }

    boolean is(HashCode hash) {
        return known.hash().equals(hash);
    }

    /** The key that signs JWTs: the text's own bytes. */
    byte[] key() {
        return known.value().text().getBytes(StandardCharsets.UTF_8);
    }

    String masked() {
        return file.isPresent() ? TokenValue.masked(workspace, ID) : "***";
    }

    /**
     * Makes another text; the old one is not valid any more when this returns.
     *
     * @throws QueryException {@link AccessError#CONFLICT} for a configured token
     */
    synchronized TokenValue refresh() {
        Path target =
                file.orElseThrow(
                        () ->
                                new QueryException(
                                        AccessError.CONFLICT,
                                        "The admin token is configured by admin-token; change it"
                                                + " there and start the server anew"));
        String text = TokenValue.generate(workspace, ID).text();
        try {
            Path written = target.resolveSibling(FILE + ".new");
            Files.deleteIfExists(written);
            create(written, text);
            Files.move(
                    written,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unusable(target, e);
        }
        known = new Known(text);
        return known.value();
    }

    /**
     * Looks whether somebody else has changed the file.
     *
     * @return whether the token is another one now
     */
    synchronized boolean reload() {
        if (file.isEmpty() || !Files.exists(file.get())) {
            return false;
        }
        try {
            String text = read(file.get());
            if (text.isEmpty() || text.equals(known.value().text())) {
                return false;
            }
            known = new Known(text);
            return true;
        } catch (IOException e) {
            throw unusable(file.get(), e);
        }
    }

    private static String kept(Path file, UUID workspace) {
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                createFirst(file, TokenValue.generate(workspace, ID).text());
            }
            return read(file);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file).strip();
    }

    private static void createFirst(Path file, String text) throws IOException {
        try {
            create(file, text);
        } catch (FileAlreadyExistsException e) {
            // Another server of the same project was faster: its token is ours.
            return;
        }
    }

    private static void create(Path file, String text) throws IOException {
        OwnerOnly.createFile(file);
        Files.writeString(file, text + "\n");
    }

    private static UncheckedIOException unusable(Path file, IOException e) {
        return new UncheckedIOException(
                "The token's file %s cannot be read or written".formatted(file), e);
    }
}
