package io.penstock.server.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

class AdminTokenTest {
    private static final UUID WORKSPACE = UUID.randomUUID();

    @TempDir private Path folder;

    private AdminToken kept() {
        return AdminToken.of(Optional.empty(), folder.resolve("data"), WORKSPACE);
    }

    @Test
    void aConfiguredTokenIsTheToken() {
        Path data = folder.resolve("data");
        AdminToken token = AdminToken.of(Optional.of("abc"), data, WORKSPACE);
        assertThat(token.is(TokenValue.hash("abc"))).isTrue();
        assertThat(token.is(TokenValue.hash("abd"))).isFalse();
        assertThat(data).doesNotExist();
        assertThatThrownBy(token::refresh).hasMessageContaining("is configured by admin-token");
    }

    @Test
    void aGeneratedTokenIsKeptForItsOwnerOnly() throws Exception {
        String first = kept().value().text();
        assertThat(kept().value().text()).isEqualTo(first);
        assertThat(Files.getPosixFilePermissions(folder.resolve("data/admin-token")))
                .containsExactlyInAnyOrder(
                        PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }

    @Test
    void aGeneratedTokenHasTheShapeThatToolsDecode() throws Exception {
        List<String> parts = Splitter.on('.').splitToList(kept().value().text());
        assertThat(parts).hasSize(3);
        assertThat(parts.getFirst()).isEqualTo("p");
        JsonNode about = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(parts.get(1)));
        assertThat(about.path("u").asText()).isEqualTo(WORKSPACE.toString());
        assertThat(about.has("id") && about.has("host")).isTrue();
        assertThat(Base64.getUrlDecoder().decode(parts.get(2))).hasSize(32);
    }

    @Test
    void aWorkspaceIsThatOfATokenThatIsThere() {
        assertThat(AdminToken.workspace(Optional.empty(), folder.resolve("data"))).isEmpty();
        AdminToken token = kept();
        assertThat(AdminToken.workspace(Optional.empty(), folder.resolve("data")))
                .contains(WORKSPACE);
        assertThat(AdminToken.workspace(Optional.of(token.value().text()), folder))
                .contains(WORKSPACE);
        for (String other : List.of("abc", "a.b.c", "p.!.x", "p.e30.x", "p..")) {
            assertThat(AdminToken.workspace(Optional.of(other), folder)).as(other).isEmpty();
        }
    }

    @Test
    void aRefreshedTokenIsTheNextServersToo() throws Exception {
        AdminToken one = kept();
        AdminToken other = kept();
        String before = one.value().text();
        String after = one.refresh().text();
        assertThat(after).isNotEqualTo(before);
        assertThat(one.is(TokenValue.hash(before))).isFalse();
        assertThat(one.is(TokenValue.hash(after))).isTrue();
        assertThat(other.reload()).isTrue();
        assertThat(other.reload()).isFalse();
        assertThat(other.is(TokenValue.hash(after))).isTrue();
        assertThat(kept().value().text()).isEqualTo(after);
        assertThat(Files.getPosixFilePermissions(folder.resolve("data/admin-token"))).hasSize(2);
    }
}
