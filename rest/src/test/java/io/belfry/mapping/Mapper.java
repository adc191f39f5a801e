package io.belfry.mapping;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.squareup.moshi.Moshi;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.config.PropertyNamingStrategy;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** What frameworks make JSON of returned objects with, as they come and as people set them up. */
enum Mapper {
  JACKSON_2 {
    @Override
    String json(Object value) throws Exception {
      return new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(value);
    }
  },
  JACKSON_2_BY_FIELDS_RENAMED {
    @Override
    String json(Object value) throws Exception {
      return com.fasterxml.jackson.databind.json.JsonMapper.builder()
          .propertyNamingStrategy(
              com.fasterxml.jackson.databind.PropertyNamingStrategies.UPPER_CAMEL_CASE)
          .visibility(
              com.fasterxml.jackson.annotation.PropertyAccessor.FIELD,
              com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility.ANY)
          .build()
          .writeValueAsString(value);
    }
  },
  JACKSON_3 {
    @Override
    String json(Object value) {
      return JsonMapper.shared().writeValueAsString(value);
    }
  },
  JACKSON_3_RENAMED {
    @Override
    String json(Object value) {
      return JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .build()
          .writeValueAsString(value);
    }
  },
  GSON {
    @Override
    String json(Object value) {
      return new Gson().toJson(value);
    }
  },
  GSON_WITH_NULLS_RENAMED {
    @Override
    String json(Object value) {
      return new GsonBuilder()
          .serializeNulls()
          .setFieldNamingPolicy(FieldNamingPolicy.UPPER_CAMEL_CASE)
          .create()
          .toJson(value);
    }
  },
  JSON_B {
    @Override
    String json(Object value) {
      return JsonbBuilder.create().toJson(value);
    }
  },
  JSON_B_WITH_NULLS_RENAMED {
    @Override
    String json(Object value) throws Exception {
      JsonbConfig config =
          new JsonbConfig()
              .withNullValues(true)
              .withPropertyNamingStrategy(PropertyNamingStrategy.UPPER_CAMEL_CASE);
      return JsonbBuilder.create(config).toJson(value);
    }
  },
  /** Looks at fields only, and at those of its own. */
  MOSHI {
    @Override
    @SuppressWarnings("unchecked") // the adapter of a value's own class
    String json(Object value) {
      return new Moshi.Builder().build().adapter((Class<Object>) value.getClass()).toJson(value);
    }
  };

  abstract String json(Object value) throws Exception;
}
