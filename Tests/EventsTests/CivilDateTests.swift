// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Testing

@Suite struct CivilDateTests {
  @Test func datesAreThoseOfTheCalendar() {
    #expect(CivilDate("1970-01-01")?.day == 0)
    #expect(CivilDate("2026-11-22")?.weekday == 6)
    #expect(CivilDate("2027-02-29") == nil)
    #expect(CivilDate("2028-02-29")?.components.day == 29)
    for day in stride(from: -200_000, to: 200_000, by: 37) {
      let date = CivilDate(day: day)
      #expect(
        CivilDate(year: date.components.year, month: date.components.month, day: date.components.day) == date)
    }
  }
}
