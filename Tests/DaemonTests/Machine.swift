// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestKit

/// What the machine that runs the tests has.
enum Machine {
  static let hasCurl = access("/usr/bin/curl", X_OK) == 0

  /// Not even every root may mount.
  static let canMount: Bool = {
    let folder = Repository.temporaryFolder()
    guard mount("tmpfs", folder, "tmpfs", 0, "size=1m") == 0 else { return false }
    return umount2(folder, Int32(MNT_DETACH)) == 0
  }()
}
