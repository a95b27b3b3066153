package io.penstock.benchmark;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A project of several tenants, and tokens for them. */
final class AccessProject {
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

    private AccessProject() {}

    /**
     * Lays it out over TPC-H's files: {@code one}, {@code light} and {@code heavy}. What an earlier
     * run's server kept there is gone.
     */
    static Path at(Path work, Path files, String name) throws IOException {
        Path project = Files.createDirectories(work.resolve(name));
        Path kept = project.resolve(".penstock");
        if (Files.exists(kept)) {
            MoreFiles.deleteRecursively(kept, RecursiveDeleteOption.ALLOW_INSECURE);
        }
        Files.writeString(
                project.resolve("tpch.connection"), "TYPE files\nFILES_PATH %s\n".formatted(files));
        pipe(project, "one", "SELECT {{Int32(a, 1)}} AS a");
        pipe(
                project,
                "light",
                "SELECT c_name, c_acctbal FROM tpch.customer WHERE c_custkey = {{Int32(key, 1)}}");
        pipe(
                project,
                "heavy",
                "SELECT l_returnflag, sum(l_extendedprice * (1 - l_discount)) AS revenue"
                        + " FROM tpch.lineitem WHERE l_discount > {{Float64(least, 0.03)}}"
                        + " GROUP BY l_returnflag ORDER BY l_returnflag");
        return project;
    }

    private static void pipe(Path project, String name, String sql) throws IOException {
        Files.writeString(
                project.resolve(name + ".pipe"),
                "NODE node\nSQL >\n    %%\n    %s\nTYPE endpoint\n".formatted(sql));
    }

    /** A token that may call all three. */
    static String token(ServerProcess server, String name) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection)
                        server.uri(
                                        "/v0/tokens?name=%s&scope=PIPES:READ:one&scope=PIPES:READ:light&scope=PIPES:READ:heavy"
                                                .formatted(name))
                                .toURL()
                                .openConnection();
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Authorization", "Bearer " + ServerProcess.TOKEN);
        try (InputStream in = connection.getInputStream()) {
            Matcher token = TOKEN.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            if (!token.find()) {
                throw new IOException("the server made no token");
            }
            return token.group(1);
        }
    }
}
