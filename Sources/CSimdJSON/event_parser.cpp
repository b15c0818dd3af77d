// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

#include "event_parser.h"

#include <simdjson.h>

#include <cstring>
#include <new>
#include <string_view>

using namespace simdjson;

static_assert(FS_PADDING >= SIMDJSON_PADDING, "the padding promised is too short for this simdjson");

struct fs_parser {
  ondemand::parser parser;
};

namespace {

constexpr std::string_view text_fields[FS_TEXT_FIELDS] = {
    "id", "type", "at", "conversation", "contact", "agent", "queue", "channel", "from", "text", "lang", "status",
    "into"};

int text_field(std::string_view key) {
  for (int i = 0; i < FS_TEXT_FIELDS; i++)
    if (text_fields[i] == key) return i;
  return -1;
}

fs_result from_simdjson(error_code code, fs_error *error) {
  error->detail = error_message(code);
  if (code == UTF8_ERROR) return FS_NOT_UTF8;
  if (code == DEPTH_ERROR) return FS_TOO_DEEP;
  return FS_NOT_JSON;
}

// `null`, and nothing that only begins like it.
fs_result null_value(ondemand::value value, fs_error *error) {
  bool is_null = false;
  if (auto code = value.is_null().get(is_null)) return from_simdjson(code, error);
  if (!is_null) {
    error->detail = "a word that is no value";
    return FS_NOT_JSON;
  }
  return FS_OK;
}

fs_text keep(std::string_view text) { return {text.data(), text.size()}; }

// Walks a value nobody asked for, so that its faults and its depth are seen all the same.
fs_result skip(ondemand::value value, int depth, fs_error *error) {
  ondemand::json_type type;
  if (auto code = value.type().get(type)) return from_simdjson(code, error);
  if (type == ondemand::json_type::array) {
    if (depth >= FS_MAX_DEPTH) return FS_TOO_DEEP;
    ondemand::array array;
    if (auto code = value.get_array().get(array)) return from_simdjson(code, error);
    for (auto element : array) {
      ondemand::value inner;
      if (auto code = element.get(inner)) return from_simdjson(code, error);
      if (auto result = skip(inner, depth + 1, error)) return result;
    }
  } else if (type == ondemand::json_type::object) {
    if (depth >= FS_MAX_DEPTH) return FS_TOO_DEEP;
    ondemand::object object;
    if (auto code = value.get_object().get(object)) return from_simdjson(code, error);
    for (auto field : object) {
      ondemand::value inner;
      if (auto code = field.value().get(inner)) return from_simdjson(code, error);
      if (auto result = skip(inner, depth + 1, error)) return result;
    }
  } else if (type == ondemand::json_type::string) {
    std::string_view text;
    if (auto code = value.get_string().get(text)) return from_simdjson(code, error);
  } else if (type == ondemand::json_type::number) {
    double number;
    if (auto code = value.get_double().get(number)) return from_simdjson(code, error);
  } else if (type == ondemand::json_type::boolean) {
    bool truth;
    if (auto code = value.get_bool().get(truth)) return from_simdjson(code, error);
  } else {
    return null_value(value, error);
  }
  return FS_OK;
}

fs_result attributes(ondemand::value value, fs_event *event, fs_error *error) {
  ondemand::json_type type;
  if (auto code = value.type().get(type)) return from_simdjson(code, error);
  if (type == ondemand::json_type::null) return null_value(value, error);
  if (type != ondemand::json_type::object) return FS_NOT_ATTRIBUTES;
  ondemand::object object;
  if (auto code = value.get_object().get(object)) return from_simdjson(code, error);
  for (auto field : object) {
    std::string_view name;
    if (auto code = field.unescaped_key().get(name)) return from_simdjson(code, error);
    ondemand::value inner;
    if (auto code = field.value().get(inner)) return from_simdjson(code, error);
    ondemand::json_type kind;
    if (auto code = inner.type().get(kind)) return from_simdjson(code, error);
    if (kind == ondemand::json_type::null) {
      if (auto result = null_value(inner, error)) return result;
      continue;
    }
    if (event->attribute_count == FS_MAX_ATTRIBUTES) return FS_TOO_MANY_ATTRIBUTES;
    fs_attribute &slot = event->attributes[event->attribute_count];
    slot.name = keep(name);
    if (kind == ondemand::json_type::string) {
      std::string_view text;
      if (auto code = inner.get_string().get(text)) return from_simdjson(code, error);
      slot.kind = FS_STRING;
      slot.text = keep(text);
    } else if (kind == ondemand::json_type::number) {
      if (auto code = inner.get_double().get(slot.number)) return from_simdjson(code, error);
      slot.kind = FS_NUMBER;
    } else if (kind == ondemand::json_type::boolean) {
      bool truth;
      if (auto code = inner.get_bool().get(truth)) return from_simdjson(code, error);
      slot.kind = FS_BOOL;
      slot.truth = truth;
    } else {
      error->field = name.data();
      error->field_length = name.size();
      return FS_BAD_ATTRIBUTE;
    }
    event->attribute_count++;
  }
  return FS_OK;
}

fs_result number(ondemand::value value, std::string_view key, double *out, uint8_t *has, fs_error *error) {
  ondemand::json_type type;
  if (auto code = value.type().get(type)) return from_simdjson(code, error);
  if (type == ondemand::json_type::null) return null_value(value, error);
  if (type != ondemand::json_type::number) {
    error->field = key.data();
    error->field_length = key.size();
    return FS_NOT_NUMBER;
  }
  if (auto code = value.get_double().get(*out)) return from_simdjson(code, error);
  *has = 1;
  return FS_OK;
}

fs_result parse(fs_parser *parser, const char *line, size_t length, fs_event *event, fs_error *error) {
  ondemand::document document;
  if (auto code = parser->parser.iterate(line, length, length + FS_PADDING).get(document))
    return from_simdjson(code, error);
  ondemand::json_type type;
  if (auto code = document.type().get(type)) return from_simdjson(code, error);
  if (type != ondemand::json_type::object) return FS_NOT_OBJECT;
  ondemand::object object;
  if (auto code = document.get_object().get(object)) return from_simdjson(code, error);
  uint32_t seen = 0;
  for (auto field : object) {
    std::string_view key;
    if (auto code = field.unescaped_key().get(key)) return from_simdjson(code, error);
    ondemand::value value;
    if (auto code = field.value().get(value)) return from_simdjson(code, error);
    int index = text_field(key);
    int bit = index >= 0 ? index : key == "score" ? 20 : key == "scale" ? 21 : key == "attributes" ? 22 : -1;
    if (bit >= 0) {
      if (seen >> bit & 1) {
        error->field = key.data();
        error->field_length = key.size();
        return FS_TWICE;
      }
      seen |= 1u << bit;
    }
    if (index >= 0) {
      ondemand::json_type kind;
      if (auto code = value.type().get(kind)) return from_simdjson(code, error);
      if (kind == ondemand::json_type::null) {
        if (auto result = null_value(value, error)) return result;
        continue;
      }
      if (kind != ondemand::json_type::string) {
        error->field = text_fields[index].data();
        error->field_length = text_fields[index].size();
        return FS_NOT_STRING;
      }
      std::string_view text;
      if (auto code = value.get_string().get(text)) return from_simdjson(code, error);
      event->text[index] = keep(text);
    } else if (bit == 20) {
      if (auto result = number(value, "score", &event->score, &event->has_score, error)) return result;
    } else if (bit == 21) {
      if (auto result = number(value, "scale", &event->scale, &event->has_scale, error)) return result;
    } else if (bit == 22) {
      if (auto result = attributes(value, event, error)) return result;
    } else if (auto result = skip(value, 1, error)) {
      return result;
    }
  }
  // Past the object the parser has no location left, unless something follows.
  const char *location;
  if (document.current_location().get(location) == SUCCESS) {
    error->detail = "something follows the object on its line";
    return FS_NOT_JSON;
  }
  return FS_OK;
}

}  // namespace

fs_parser *fs_parser_new(void) { return new (std::nothrow) fs_parser; }

void fs_parser_free(fs_parser *parser) { delete parser; }

fs_result fs_parse_event(fs_parser *parser, const char *line, size_t length, fs_event *event, fs_error *error) {
  std::memset(event, 0, offsetof(fs_event, attributes));
  *error = {nullptr, 0, ""};
  return parse(parser, line, length, event, error);
}
