// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0
#include "csystemd.h"
