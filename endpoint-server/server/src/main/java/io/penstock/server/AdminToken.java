package io.penstock.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.BaseEncoding;

import io.penstock.server.access.AccessError;
import io.penstock.server.access.Authenticator;
import io.penstock.server.access.Principal;
import io.penstock.server.access.Scope;
import io.penstock.server.access.ScopeType;
import io.penstock.spi.error.QueryException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * The one token of this release, which may do everything. Shape: {@code p.}, base64url of a JSON
 * object with {@code u}, {@code id} and {@code host}, {@code .}, 32 random bytes in base64url: some
 * tools decode the middle part.
 */
public final class AdminToken implements Authenticator {
    /** The file in the data folder that keeps a generated token. */
    public static final String FILE = "admin-token";

    private static final BaseEncoding BASE64 = BaseEncoding.base64Url().omitPadding();

    private static final Principal ADMIN =
            Principal.of(
                    "admin",
                    "admin",
                    Principal.Kind.STATIC,
                    ImmutableSet.of(Scope.of(ScopeType.ADMIN)),
                    OptionalInt.empty());

    private final Secret secret;
    private final byte[] bytes;

    private AdminToken(Secret secret) {
        this.secret = secret;
        this.bytes = secret.value().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The configured token, or the one kept in the data folder, or a new one that is kept there
     * from now on, readable by its owner only.
     *
     * @throws UncheckedIOException when the data folder can't be written
     */
    public static AdminToken of(ServerConfig config) {
        return new AdminToken(config.adminToken().orElseGet(() -> kept(config.dataDir())));
    }

    /** The token's text. */
    public Secret secret() {
        return secret;
    }

    /** Takes the same time wherever the texts differ. */
    @Override
    public Principal authenticate(String text) {
        if (!MessageDigest.isEqual(bytes, text.getBytes(StandardCharsets.UTF_8))) {
            throw new QueryException(
                    AccessError.FORBIDDEN,
                    text.isEmpty() ? Authenticator.MISSING : "The token is not valid here");
        }
        return ADMIN;
    }

    private static Secret kept(Path dataDir) {
        Path file = dataDir.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(dataDir);
                write(file);
            }
            return new Secret(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The token's file %s cannot be read or written".formatted(file), e);
        }
    }

    private static void write(Path file) throws IOException {
        try {
            Files.createFile(
                    file, ownerOnly(Files.getFileStore(file.toAbsolutePath().getParent())));
            Files.writeString(file, generate() + "\n");
        } catch (FileAlreadyExistsException e) {
            // Another server of the same project was faster: its token is ours.
            return;
        }
    }

    private static FileAttribute<?>[] ownerOnly(FileStore store) {
        if (!store.supportsFileAttributeView("posix")) {
            return new FileAttribute<?>[0];
        }
        ImmutableSet<PosixFilePermission> owner =
                ImmutableSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(owner)};
    }

    private static String generate() throws IOException {
        SecureRandom random = new SecureRandom();
        byte[] signature = new byte[32];
        random.nextBytes(signature);
        byte[] about =
                new ObjectMapper()
                        .writeValueAsBytes(
                                ImmutableMap.of(
                                        "u",
                                        UUID.randomUUID().toString(),
                                        "id",
                                        UUID.randomUUID().toString(),
                                        "host",
                                        "local"));
        return "p." + BASE64.encode(about) + "." + BASE64.encode(signature);
    }
}
