package io.penstock.server.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.server.access.Scope;
import io.penstock.server.access.ScopeJson;
import io.penstock.server.metadata.MetadataException;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Optional;

/** The table {@code penstock_tokens}. */
final class TokenTable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COLUMNS =
            "name, description, origin, resource_id, hash, scopes, declared_scopes, created_at,"
                    + " updated_at, id";
    private static final String INSERT =
            "INSERT INTO penstock_tokens (%s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    .formatted(COLUMNS);
    private static final String UPDATE =
            "UPDATE penstock_tokens SET name = ?, description = ?, origin = ?, resource_id = ?,"
                    + " hash = ?, scopes = ?, declared_scopes = ?, created_at = ?, updated_at = ?"
                    + " WHERE id = ?";

    private TokenTable() {}

    static ImmutableList<StoredToken> all(Connection connection) throws SQLException {
        ImmutableList.Builder<StoredToken> tokens = ImmutableList.builder();
        try (PreparedStatement select =
                        connection.prepareStatement(
                                "SELECT %s FROM penstock_tokens ORDER BY name".formatted(COLUMNS));
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                tokens.add(token(rows));
            }
        }
        return tokens.build();
    }

    private static StoredToken token(ResultSet row) throws SQLException {
        return new StoredToken(
                row.getString("id"),
                row.getString("name"),
                row.getString("description"),
                row.getString("origin"),
                row.getString("resource_id"),
                Optional.ofNullable(row.getString("hash")),
                scopes(row.getString("scopes")),
                scopes(row.getString("declared_scopes")),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Instant.ofEpochMilli(row.getLong("updated_at")));
    }

    static void insert(Connection connection, StoredToken token) throws SQLException {
        change(connection, INSERT, token);
    }

    /** Whether the token is still there. */
    static boolean update(Connection connection, StoredToken token) throws SQLException {
        return change(connection, UPDATE, token) == 1;
    }

    private static int change(Connection connection, String sql, StoredToken token)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, token.name());
            statement.setString(2, token.description());
            statement.setString(3, token.origin());
            statement.setString(4, token.resourceId());
            @Nullable String hash = token.hash().orElse(null);
            if (hash == null) {
                statement.setNull(5, Types.VARCHAR);
            } else {
                statement.setString(5, hash);
            }
            statement.setString(6, json(token.given()));
            statement.setString(7, json(token.declared()));
            statement.setLong(8, token.createdAt().toEpochMilli());
            statement.setLong(9, token.updatedAt().toEpochMilli());
            statement.setString(10, token.id());
            return statement.executeUpdate();
        }
    }

    static void delete(Connection connection, String id) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM penstock_tokens WHERE id = ?")) {
            statement.setString(1, id);
            statement.executeUpdate();
        }
    }

    private static String json(ImmutableSet<Scope> scopes) {
        ArrayNode array = JSON.createArrayNode();
        ScopeJson.writeAll(scopes, array);
        return array.toString();
    }

    private static ImmutableSet<Scope> scopes(String json) {
        try {
            return ScopeJson.readAll(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new MetadataException("A token's scopes in the metadata are not JSON", e);
        }
    }
}
