package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Base64;
import java.util.List;

class AdminTokenTest {
    @TempDir private Path project;

    @Test
    void aConfiguredTokenIsTheToken() {
        ServerConfig config =
                ServerConfig.read(
                        project, ImmutableMap.of(), ImmutableMap.of("PENSTOCK_ADMIN_TOKEN", "abc"));
        AdminToken token = AdminToken.of(config);
        assertThat(token.authenticate("abc").isAdmin()).isTrue();
        assertThatThrownBy(() -> token.authenticate("abd")).hasMessageContaining("not valid here");
        assertThatThrownBy(() -> token.authenticate("")).hasMessageContaining("missing");
        assertThat(project.resolve(".penstock")).doesNotExist();
    }

    @Test
    void aGeneratedTokenIsKeptForItsOwnerOnly() throws Exception {
        String first = AdminToken.of(ServerConfig.of(project)).secret().value();
        assertThat(AdminToken.of(ServerConfig.of(project)).secret().value()).isEqualTo(first);
        assertThat(Files.getPosixFilePermissions(project.resolve(".penstock/admin-token")))
                .containsExactlyInAnyOrder(
                        PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }

    @Test
    void aGeneratedTokenHasTheShapeThatToolsDecode() throws Exception {
        List<String> parts =
                Splitter.on('.')
                        .splitToList(AdminToken.of(ServerConfig.of(project)).secret().value());
        assertThat(parts).hasSize(3);
        assertThat(parts.getFirst()).isEqualTo("p");
        JsonNode about = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(parts.get(1)));
        assertThat(about.has("u") && about.has("id") && about.has("host")).isTrue();
        assertThat(Base64.getUrlDecoder().decode(parts.get(2))).hasSize(32);
    }
}
