package io.penstock.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SqlScanTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    SELECT a FROM b                                          ~ b
                    select a from B, c as d, (select 1 from e) f join g on g.x = b.y, h ~ b c e g h
                    SELECT a FROM s.b, "Q x", `r`                            ~ q x r
                    SELECT EXTRACT(year FROM d), SUBSTRING(x FROM 2) FROM t   ~ t
                    SELECT a IS DISTINCT FROM b FROM t                       ~ t
                    SELECT 'FROM x' /* FROM y */ -- FROM z                   ~ ''
                    SELECT * FROM (a JOIN b USING (x, y)) WHERE c IN (SELECT d FROM e) ~ a b e
                    SELECT * FROM unnest(x) u, LATERAL (SELECT 1 FROM k) l    ~ k
                    WITH c AS (SELECT * FROM t) SELECT * FROM c              ~ t
                    WITH t AS (SELECT * FROM t) SELECT * FROM t              ~ t
                    WITH a AS (SELECT 1), b (x, y) AS (SELECT * FROM a) SELECT * FROM b, d ~ d
                    WITH RECURSIVE r AS (SELECT 1 UNION SELECT x FROM r) SELECT * FROM r ~ ''
                    SELECT (WITH c AS (SELECT 1) SELECT * FROM c) FROM c     ~ c
                    SELECT a FROM t UNION ALL SELECT b, c FROM u             ~ t u
                    SELECT a, b FROM t ORDER BY c, d                         ~ t
                    SELECT from_x FROM t PIVOT (sum(x) FOR y IN (1, 2)), u    ~ t u
                    SELECT 1 / * 2 FROM a                                    ~ a
                    SELECT 1 /**/ FROM a                                     ~ a
                    SELECT 1 /*/ FROM b */ FROM a                            ~ a
                    SELECT 1 /* a /* b */ FROM c */ FROM d                   ~ d
                    SELECT 1 /* /*/ FROM b */ FROM c */ FROM d               ~ d
                    SELECT E'it\\'s FROM a' FROM b                           ~ b
                    SELECT e'\\\\', E'a''b\\' FROM b' AS x FROM c                ~ c
                    SELECT 'it\\' FROM a WHERE tape'\\' = 1                   ~ a
                    SELECT public.x FROM public.a, "public"."B" JOIN s.public ON public.c = 1 ~ a b
                    SELECT * FROM public, public . c                         ~ public c
                    SELECT * FROM a LEFT JOIN b ON a.x = b.x AND a.y IN (1, 2) CROSS JOIN c ~ a b c
                    """)
    void findsTables(String sql, String tables) {
        SqlScan scan = new SqlScan();
        scan.feed(sql);
        assertThat(String.join(" ", scan.tables())).isEqualTo(tables);
    }
}
