// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0
#ifndef FORESHOCK_CCRYPTO_H
#define FORESHOCK_CCRYPTO_H

#include <openssl/evp.h>
#include <openssl/hmac.h>

#endif
