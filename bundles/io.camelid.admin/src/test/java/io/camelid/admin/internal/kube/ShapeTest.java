package io.camelid.admin.internal.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "'' | OBJECTS",
                "*/* | OBJECTS",
                "text/html,application/xhtml+xml,*/*;q=0.8 | OBJECTS",
                "application/json, */* | OBJECTS",
                "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json | TABLE",
                "application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json | OBJECTS",
                "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json | METADATA",
                "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json | DISCOVERY",
                "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json | OBJECTS",
                "application/vnd.kubernetes.protobuf,application/json | OBJECTS",
                "application/yaml | -",
                "application/json;as=Unknown;v=v1;g=meta.k8s.io | -"
            })
    void isWhatTheClientLikesBest(String accept, Shape shape) {
        assertEquals(Optional.ofNullable(shape), Shape.of(accept));
    }
}
