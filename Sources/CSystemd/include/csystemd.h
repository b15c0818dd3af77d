// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0
#ifndef FORESHOCK_CSYSTEMD_H
#define FORESHOCK_CSYSTEMD_H

#define SD_JOURNAL_SUPPRESS_LOCATION
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-id128.h>
#include <systemd/sd-journal.h>

#endif
