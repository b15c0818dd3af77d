// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Foundation
import Settings
import TestKit
import Testing

@testable import Alerts
@testable import Delivery

/// What leaves the machine, and where it goes.
@Suite struct SafetyTests {
  // MARK: - Addresses

  @Test(arguments: [
    ("127.0.0.1", false), ("::1", false), ("0.0.0.0", false), ("10.1.2.3", false), ("172.31.0.1", false),
    ("192.168.7.7", false), ("169.254.169.254", false), ("100.64.0.1", false), ("100.100.100.200", false),
    ("::ffff:127.0.0.1", false), ("::ffff:10.0.0.1", false), ("fe80::1", false), ("fd12::1", false),
    ("fd00:ec2::254", false), ("64:ff9b::7f00:1", false), ("2002:7f00:1::", false), ("224.0.0.1", false),
    ("255.255.255.255", false), ("8.8.8.8", true), ("172.32.0.1", true), ("2606:4700::1111", true),
    ("193.0.0.1", true),
  ])
  func whereANameMayLead(_ address: String, _ isPublic: Bool) throws {
    let found = try #require(IPAddress(address))
    #expect((AddressPolicy().objection(to: found) == nil) == isPublic)
  }

  @Test func whatIsWrittenIsMeant() throws {
    func policy(_ url: String, _ more: String = "") throws -> AddressPolicy {
      let path = Repository.temporaryFolder() + "/c.yaml"
      Program.write("receivers: {a: [{webhook: {url: '\(url)'\(more)}}]}", to: path)
      let outcome = SettingsLoader(shipped: Repository.smallShare, environment: [:]).load(path)
      let settings = try #require(outcome.settings, "\(outcome.diagnostics.map(\.message))")
      guard case .webhook(let webhook) = settings.receivers[0].channels[0] else {
        throw CocoaError(.featureUnsupported)
      }
      return webhook.addresses
    }
    func allows(_ policy: AddressPolicy, _ address: String) -> Bool {
      IPAddress(address).map { policy.objection(to: $0) == nil } ?? false
    }
    #expect(allows(try policy("http://10.0.0.5:8080/x"), "10.0.0.5"))
    #expect(!allows(try policy("http://10.0.0.5:8080/x"), "10.0.0.6"))
    #expect(allows(try policy("http://[fd12::5]:80/"), "fd12::5"))
    #expect(allows(try policy("http://user:pw@localhost:80/"), "127.0.0.1"))
    #expect(!allows(try policy("http://localhost.example.org/"), "127.0.0.1"), "a name may lead anywhere")
    #expect(!allows(try policy("http://169.254.169.254/latest"), "169.254.169.254"), "never meant")
    let inside = try policy("http://hooks.corp/", ", allow: [10.1.0.0/16, 'fd00::/8']")
    #expect(allows(inside, "10.1.255.1") && allows(inside, "fdff::1") && allows(inside, "::ffff:10.1.0.1"))
    #expect(!allows(inside, "10.2.0.1") && !allows(inside, "8.8.8.8"), "where some are named, no others")
  }

  // MARK: - Privacy

  @Test(arguments: [
    ("write to jo.doe+x@mail.example.org please", "write to [e-mail] please"),
    ("my card 4111 1111 1111 1111 was", "my card [card] was"),
    ("card 4111-1111-1111-1111!", "card [card]!"),
    ("DE89 3704 0044 0532 0130 00 is mine", "[iban] is mine"),
    ("call +49 (170) 555-0199 now", "call [phone] now"),
    ("رقمي ٠٥٥١٢٣٤٥٦٧ هنا", "رقمي [phone] هنا"), ("شماره ۰۹۱۲۳۴۵۶۷۸۹", "شماره [phone]"),
    ("电话13812345678吗", "电话[phone]吗"), ("order 12345 for 3 people", "order 12345 for 3 people"),
    ("version 1.2.3 of 2026", "version 1.2.3 of 2026"),
  ])
  func numbersOfPeopleAreTakenOut(_ text: String, _ expected: String) {
    #expect(Scrubber.scrubbed(text) == expected)
  }

  @Test func aContactCanBeNameless() throws {
    let folder = Repository.temporaryFolder()
    Program.write("a key that nobody knows", to: folder + "/key")
    Program.write(
      """
      privacy: {words: none, contacts: hashed, key_file: '\(folder)/key'}
      receivers: {a: [{webhook: {url: 'https://x.example', privacy: {words: terms}}}, {webhook: {url: 'https://y.example'}}]}
      """, to: folder + "/c.yaml")
    let outcome = SettingsLoader(shipped: Repository.smallShare, environment: [:]).load(folder + "/c.yaml")
    let settings = try #require(outcome.settings, "\(outcome.diagnostics.map(\.message))")
    let bodies = try settings.receivers[0].channels.map { channel -> String in
      guard case .webhook(let webhook) = channel else { return "" }
      let request = try #require(
        FormatTests.notification().request(id: "1", to: webhook, at: Build.start))
      return String(decoding: request.body, as: UTF8.self)
    }
    for body in bodies { #expect(!body.contains("bold") && body.contains("\"contact\":\"contact-")) }
    #expect(bodies[0].contains("speak to") && !bodies[1].contains("speak to"))
  }

  // MARK: - Links

  @Test func linksAreSignedAndEnd() throws {
    let links = AnswerLinks(url: "https://f.example", key: Array(1...32), lifetime: .hours(1))
    let address = try #require(links.address(for: FormatTests.notification(), receiver: "leads"))
    #expect(address.hasPrefix("https://f.example/answer/"))
    let token = String(address.dropFirst("https://f.example/answer/".count))
    let claim = try links.read(token, at: Build.at(10))
    #expect(claim.receiver == "leads" && claim.alert.hasPrefix("fa-"))
    #expect(throws: AnswerLinks.Objection.expired(Build.at(3600))) {
      try links.read(token, at: Build.at(3600))
    }
    let other = AnswerLinks(url: "https://f.example", key: Array(2...33), lifetime: .hours(1))
    #expect(throws: AnswerLinks.Objection.forged) { try other.read(token, at: Build.at(10)) }
    for place in stride(from: 0, to: token.count, by: 7) {
      var letters = Array(token)
      letters[place] = letters[place] == "A" ? "B" : "A"
      let changed = String(letters)
      #expect(throws: AnswerLinks.Objection.forged) { try links.read(changed, at: Build.at(10)) }
    }
    #expect(throws: AnswerLinks.Objection.forged) { try links.read("", at: Build.at(10)) }
    #expect(links.address(for: FormatTests.notification(.resolved), receiver: "leads") == nil)
  }
}
