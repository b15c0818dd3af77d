// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0
//
// One event of NDJSON through simdjson's on-demand parser. C++ stays behind this header.
#ifndef FORESHOCK_EVENT_PARSER_H
#define FORESHOCK_EVENT_PARSER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Bytes that may be read, never used, behind a line; the caller's buffer has them.
#define FS_PADDING 64
/// Nested objects and arrays a line may have.
#define FS_MAX_DEPTH 8
#define FS_MAX_ATTRIBUTES 64

typedef struct {
  const char *_Nullable bytes;
  size_t length;
} fs_text;

enum { FS_STRING = 0, FS_NUMBER = 1, FS_BOOL = 2 };

typedef struct {
  fs_text name;
  fs_text text;
  double number;
  uint8_t kind;
  uint8_t truth;
} fs_attribute;

/// Text fields, in the order of `fs_event.text`.
enum {
  FS_ID, FS_TYPE, FS_AT, FS_CONVERSATION, FS_CONTACT, FS_AGENT, FS_QUEUE, FS_CHANNEL, FS_FROM, FS_BODY,
  FS_LANG, FS_STATUS, FS_INTO, FS_TEXT_FIELDS
};

typedef struct {
  fs_text text[FS_TEXT_FIELDS];
  double score;
  double scale;
  uint8_t has_score;
  uint8_t has_scale;
  uint16_t attribute_count;
  fs_attribute attributes[FS_MAX_ATTRIBUTES];
} fs_event;

typedef enum {
  FS_OK = 0,
  FS_NOT_JSON,       ///< `detail` says what the parser met
  FS_NOT_UTF8,
  FS_NOT_OBJECT,
  FS_NOT_STRING,     ///< `field` holds something else
  FS_NOT_NUMBER,
  FS_NOT_ATTRIBUTES, ///< `attributes` is no object
  FS_BAD_ATTRIBUTE,  ///< an attribute is an object or an array
  FS_TOO_MANY_ATTRIBUTES,
  FS_TOO_DEEP,
  FS_TWICE,          ///< a field stands twice
} fs_result;

typedef struct {
  const char *_Nullable field;   ///< static or inside the parser, until the next call
  size_t field_length;
  const char *_Nullable detail;   ///< static
} fs_error;

typedef struct fs_parser fs_parser;

fs_parser *_Nullable fs_parser_new(void);
void fs_parser_free(fs_parser *_Nonnull parser);

/// Reads one line. The texts in `event` live until the next call with the same parser.
fs_result fs_parse_event(fs_parser *_Nonnull parser, const char *_Nonnull line, size_t length,
                         fs_event *_Nonnull event, fs_error *_Nonnull error);

#ifdef __cplusplus
}
#endif
#endif
