// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0
//
// libcurl's variadic functions, one typed shim for each way they are called.
#ifndef FORESHOCK_CCURL_H
#define FORESHOCK_CCURL_H

#include <curl/curl.h>

static inline CURLcode fs_easy_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode fs_easy_text(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode fs_easy_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode fs_easy_headers(CURL *easy, struct curl_slist *list) {
  return curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
}
typedef size_t (*fs_write_function)(char *bytes, size_t size, size_t count, void *user);
static inline CURLcode fs_easy_on_write(CURL *easy, fs_write_function function, void *user) {
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, user);
  return curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, function);
}
static inline CURLcode fs_easy_on_socket(CURL *easy, curl_opensocket_callback function, void *user) {
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, user);
  return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, function);
}
static inline long fs_easy_status(CURL *easy) {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return status;
}
static inline curl_off_t fs_easy_retry_after(CURL *easy) {
  curl_off_t seconds = 0;
  curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &seconds);
  return seconds;
}
static inline void *fs_easy_private(CURL *easy) {
  char *pointer = NULL;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &pointer);
  return pointer;
}
static inline CURLMcode fs_multi_callbacks(CURLM *multi, curl_socket_callback on_socket,
                                           curl_multi_timer_callback on_timer, void *user) {
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, user);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, user);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
  return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
}
/// The next finished transfer, or NULL.
static inline CURL *fs_multi_finished(CURLM *multi, CURLcode *result) {
  int left = 0;
  for (CURLMsg *message; (message = curl_multi_info_read(multi, &left));) {
    if (message->msg != CURLMSG_DONE) continue;
    *result = message->data.result;
    return message->easy_handle;
  }
  return NULL;
}

#endif
