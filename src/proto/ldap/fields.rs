//! The fields of LDAP, and names of its numbers and object identifiers.

use crate::field::Names;

const OPERATIONS: Names = Names::Table(&[
    (0, "bindRequest"),
    (1, "bindResponse"),
    (2, "unbindRequest"),
    (3, "searchRequest"),
    (4, "searchResEntry"),
    (5, "searchResDone"),
    (6, "modifyRequest"),
    (7, "modifyResponse"),
    (8, "addRequest"),
    (9, "addResponse"),
    (10, "delRequest"),
    (11, "delResponse"),
    (12, "modDNRequest"),
    (13, "modDNResponse"),
    (14, "compareRequest"),
    (15, "compareResponse"),
    (16, "abandonRequest"),
    (19, "searchResRef"),
    (23, "extendedReq"),
    (24, "extendedResp"),
    (25, "intermediateResponse"),
]);
const RESULTS: Names = Names::Table(&[
    (0, "success"),
    (1, "operationsError"),
    (2, "protocolError"),
    (3, "timeLimitExceeded"),
    (4, "sizeLimitExceeded"),
    (5, "compareFalse"),
    (6, "compareTrue"),
    (7, "authMethodNotSupported"),
    (8, "strongAuthRequired"),
    (10, "referral"),
    (11, "adminLimitExceeded"),
    (12, "unavailableCriticalExtension"),
    (13, "confidentialityRequired"),
    (14, "saslBindInProgress"),
    (16, "noSuchAttribute"),
    (17, "undefinedAttributeType"),
    (18, "inappropriateMatching"),
    (19, "constraintViolation"),
    (20, "attributeOrValueExists"),
    (21, "invalidAttributeSyntax"),
    (32, "noSuchObject"),
    (33, "aliasProblem"),
    (34, "invalidDNSyntax"),
    (36, "aliasDereferencingProblem"),
    (48, "inappropriateAuthentication"),
    (49, "invalidCredentials"),
    (50, "insufficientAccessRights"),
    (51, "busy"),
    (52, "unavailable"),
    (53, "unwillingToPerform"),
    (54, "loopDetect"),
    (64, "namingViolation"),
    (65, "objectClassViolation"),
    (66, "notAllowedOnNonLeaf"),
    (67, "notAllowedOnRDN"),
    (68, "entryAlreadyExists"),
    (69, "objectClassModsProhibited"),
    (71, "affectsMultipleDSAs"),
    (80, "other"),
    (118, "canceled"),
    (119, "noSuchOperation"),
    (120, "tooLate"),
    (121, "cannotCancel"),
]);
const AUTHENTICATIONS: Names =
    Names::Table(&[(0, "simple"), (3, "sasl"), (10, "ntlmsspNegotiate"), (11, "ntlmsspAuth")]);
const SCOPES: Names = Names::Table(&[(0, "baseObject"), (1, "singleLevel"), (2, "wholeSubtree")]);
const ALIASES: Names = Names::Table(&[
    (0, "neverDerefAliases"),
    (1, "derefInSearching"),
    (2, "derefFindingBaseObj"),
    (3, "derefAlways"),
]);
const FILTERS: Names = Names::Table(&[
    (0, "and"),
    (1, "or"),
    (2, "not"),
    (3, "equalityMatch"),
    (4, "substrings"),
    (5, "greaterOrEqual"),
    (6, "lessOrEqual"),
    (7, "present"),
    (8, "approxMatch"),
    (9, "extensibleMatch"),
]);
const SUBSTRINGS: Names = Names::Table(&[(0, "initial"), (1, "any"), (2, "final")]);
const CHANGES: Names = Names::Table(&[(0, "add"), (1, "delete"), (2, "replace"), (3, "increment")]);

const SORT_CODES: Names = Names::Table(&[
    (0, "success"),
    (1, "operationsError"),
    (3, "timeLimitExceeded"),
    (8, "strongAuthRequired"),
    (11, "adminLimitExceeded"),
    (16, "noSuchAttribute"),
    (18, "inappropriateMatching"),
    (50, "insufficientAccessRights"),
    (51, "busy"),
    (53, "unwillingToPerform"),
    (80, "other"),
]);
const SYNC_MODES: Names = Names::Table(&[(1, "refreshOnly"), (3, "refreshAndPersist")]);
const ENTRY_STATES: Names = Names::Table(&[(0, "present"), (1, "add"), (2, "modify"), (3, "delete")]);
const SYNC_INFOS: Names =
    Names::Table(&[(0, "newcookie"), (1, "refreshDelete"), (2, "refreshPresent"), (3, "syncIdSet")]);
const POLICY_WARNINGS: Names = Names::Table(&[(0, "timeBeforeExpiration"), (1, "graceAuthNsRemaining")]);
const POLICY_ERRORS: Names = Names::Table(&[
    (0, "passwordExpired"),
    (1, "accountLocked"),
    (2, "changeAfterReset"),
    (3, "passwordModNotAllowed"),
    (4, "mustSupplyOldPassword"),
    (5, "insufficientPasswordQuality"),
    (6, "passwordTooShort"),
    (7, "passwordTooYoung"),
    (8, "passwordInHistory"),
]);

/// Names of controls and extended operations.
const OIDS: &[(&str, &str)] = &[
    ("1.2.840.113556.1.4.319", "pagedResultsControl"),
    ("1.2.840.113556.1.4.417", "LDAP_SERVER_SHOW_DELETED_OID"),
    ("1.2.840.113556.1.4.473", "sortKeyList"),
    ("1.2.840.113556.1.4.474", "sortResult"),
    ("1.2.840.113556.1.4.528", "LDAP_SERVER_NOTIFICATION_OID"),
    ("1.2.840.113556.1.4.529", "LDAP_SERVER_EXTENDED_DN_OID"),
    ("1.2.840.113556.1.4.619", "LDAP_SERVER_LAZY_COMMIT_OID"),
    ("1.2.840.113556.1.4.801", "LDAP_SERVER_SD_FLAGS_OID"),
    ("1.2.840.113556.1.4.802", "LDAP_SERVER_RANGE_OPTION_OID"),
    ("1.2.840.113556.1.4.805", "LDAP_SERVER_TREE_DELETE_OID"),
    ("1.2.840.113556.1.4.841", "dirsync"),
    ("1.2.840.113556.1.4.970", "LDAP_SERVER_GET_STATS_OID"),
    ("1.2.840.113556.1.4.1338", "LDAP_SERVER_VERIFY_NAME_OID"),
    ("1.2.840.113556.1.4.1339", "LDAP_SERVER_DOMAIN_SCOPE_OID"),
    ("1.2.840.113556.1.4.1340", "LDAP_SERVER_SEARCH_OPTIONS_OID"),
    ("1.2.840.113556.1.4.1341", "LDAP_SERVER_RODC_DCPROMO_OID"),
    ("1.2.840.113556.1.4.1413", "LDAP_SERVER_PERMISSIVE_MODIFY_OID"),
    ("1.2.840.113556.1.4.1504", "LDAP_SERVER_ASQ_OID"),
    ("1.2.840.113556.1.4.1781", "LDAP_SERVER_FAST_BIND_OID"),
    ("1.2.840.113556.1.4.1852", "LDAP_SERVER_QUOTA_CONTROL_OID"),
    ("1.2.840.113556.1.4.1907", "LDAP_SERVER_SHUTDOWN_NOTIFY_OID"),
    ("1.2.840.113556.1.4.1948", "LDAP_SERVER_RANGE_RETRIEVAL_NOERR_OID"),
    ("1.2.840.113556.1.4.1974", "LDAP_SERVER_FORCE_UPDATE_OID"),
    ("1.2.840.113556.1.4.2026", "LDAP_SERVER_DN_INPUT_OID"),
    ("1.2.840.113556.1.4.2064", "LDAP_SERVER_SHOW_RECYCLED_OID"),
    ("1.2.840.113556.1.4.2065", "LDAP_SERVER_SHOW_DEACTIVATED_LINK_OID"),
    ("1.2.840.113556.1.4.2206", "LDAP_SERVER_SEARCH_HINTS_OID"),
    ("1.2.840.113556.1.4.2239", "LDAP_SERVER_POLICY_HINTS_OID"),
    ("1.3.6.1.1.8", "cancelRequestOID"),
    ("1.3.6.1.4.1.42.2.27.8.5.1", "passwordPolicy"),
    ("1.3.6.1.4.1.1466.101.119.1", "DYNAMIC_REFRESH"),
    ("1.3.6.1.4.1.1466.20037", "LDAP_START_TLS_OID"),
    ("1.3.6.1.4.1.4203.1.9.1.1", "syncRequestOID"),
    ("1.3.6.1.4.1.4203.1.9.1.2", "syncStateOID"),
    ("1.3.6.1.4.1.4203.1.9.1.3", "syncDoneOID"),
    ("1.3.6.1.4.1.4203.1.9.1.4", "syncInfoOID"),
    ("1.3.6.1.4.1.4203.1.11.1", "passwdModifyOID"),
    ("2.16.840.1.113730.3.4.2", "Manage DSA IT LDAPv3 control"),
    ("2.16.840.1.113730.3.4.3", "Persistent Search LDAPv3 control"),
    ("2.16.840.1.113730.3.4.4", "Netscape Password Expired LDAPv3 control"),
    ("2.16.840.1.113730.3.4.5", "Netscape Password Expiring LDAPv3 control"),
    ("2.16.840.1.113730.3.4.7", "Entry Change Notification LDAPv3 control"),
    ("2.16.840.1.113730.3.4.9", "VLV Request LDAPv3 control"),
    ("2.16.840.1.113730.3.4.10", "VLV Response LDAPv3 control"),
    ("2.16.840.1.113730.3.4.12", "Proxied Authorization (version 1) control"),
    ("2.16.840.1.113730.3.4.18", "Proxied Authorization (version 2) Control"),
];

/// The control that takes long results page by page (RFC 2696).
pub(super) const PAGED_RESULTS: &str = "1.2.840.113556.1.4.319";

/// The name of an object identifier; that of its first arc, if no other is known.
pub(super) fn oid_name(oid: &str) -> Option<String> {
    if let Some((_, name)) = OIDS.iter().find(|(known, _)| *known == oid) {
        return Some((*name).to_owned());
    }
    let arcs = [("0.", "itu-t."), ("1.", "iso."), ("2.", "joint-iso-itu-t.")];
    arcs.iter().find_map(|(arc, name)| Some(format!("{name}{}", oid.strip_prefix(arc)?)))
}

crate::fields! { "ldap";
    /// A message of LDAP (RFC 4511).
    LDAP: Protocol = "ldap", "Lightweight Directory Access Protocol", None;
    /// Bytes protected by what SASL agreed on (RFC 4422 section 3.7).
    SASL_LENGTH: U32 = "ldap.sasl_buffer_length", "SASL Buffer Length", Dec;
    /// A message that SASL encrypted.
    SEALED: Bytes = "ldap.gssapi_encrypted_payload", "GSS-API Encrypted payload", None;
    /// The message as a whole.
    MESSAGE: Label = "ldap.LDAPMessage_element", "LDAPMessage", None;
    /// Joins request and responses.
    MESSAGE_ID: U32 = "ldap.messageID", "messageID", Dec;
    /// What is asked for or answered.
    OPERATION: U32 = "ldap.protocolOp", "protocolOp", Dec, OPERATIONS;
    /// The frame with the first response.
    RESPONSE_IN: FrameNum = "ldap.response_in", "Response In", None;
    /// The frame with the request.
    RESPONSE_TO: FrameNum = "ldap.response_to", "Response To", None;
    /// Time since the request.
    TIME: RelativeTime = "ldap.time", "Time", None;
    /// Who authenticates.
    BIND_REQUEST: Label = "ldap.bindRequest_element", "bindRequest", None;
    /// Whether that succeeded.
    BIND_RESPONSE: Label = "ldap.bindResponse_element", "bindResponse", None;
    /// The client takes its leave.
    UNBIND_REQUEST: Label = "ldap.unbindRequest_element", "unbindRequest", None;
    /// What is looked for.
    SEARCH_REQUEST: Label = "ldap.searchRequest_element", "searchRequest", None;
    /// Something that was found.
    SEARCH_ENTRY: Label = "ldap.searchResEntry_element", "searchResEntry", None;
    /// The end of what was found.
    SEARCH_DONE: Label = "ldap.searchResDone_element", "searchResDone", None;
    /// Where else there may be something.
    SEARCH_REFERENCE: U32 = "ldap.searchResRef", "searchResRef", Dec;
    /// What is to be changed.
    MODIFY_REQUEST: Label = "ldap.modifyRequest_element", "modifyRequest", None;
    /// Whether it was.
    MODIFY_RESPONSE: Label = "ldap.modifyResponse_element", "modifyResponse", None;
    /// What is to be added.
    ADD_REQUEST: Label = "ldap.addRequest_element", "addRequest", None;
    /// Whether it was.
    ADD_RESPONSE: Label = "ldap.addResponse_element", "addResponse", None;
    /// What is to be deleted.
    DELETE_REQUEST: Str = "ldap.delRequest", "delRequest", None;
    /// Whether it was.
    DELETE_RESPONSE: Label = "ldap.delResponse_element", "delResponse", None;
    /// What is to be renamed or moved.
    RENAME_REQUEST: Label = "ldap.modDNRequest_element", "modDNRequest", None;
    /// Whether it was.
    RENAME_RESPONSE: Label = "ldap.modDNResponse_element", "modDNResponse", None;
    /// What is to be compared.
    COMPARE_REQUEST: Label = "ldap.compareRequest_element", "compareRequest", None;
    /// Whether it is the same.
    COMPARE_RESPONSE: Label = "ldap.compareResponse_element", "compareResponse", None;
    /// The request that needs no answer any more.
    ABANDON_REQUEST: U32 = "ldap.abandonRequest", "abandonRequest", Dec;
    /// An operation by its object identifier.
    EXTENDED_REQUEST: Label = "ldap.extendedReq_element", "extendedReq", None;
    /// What came of it.
    EXTENDED_RESPONSE: Label = "ldap.extendedResp_element", "extendedResp", None;
    /// What came of it so far.
    INTERMEDIATE: Label = "ldap.intermediateResponse_element", "intermediateResponse", None;
    /// Version of the protocol.
    VERSION: U32 = "ldap.version", "version", Dec;
    /// Who authenticates.
    NAME: Str = "ldap.name", "name", None;
    /// How.
    AUTHENTICATION: U32 = "ldap.authentication", "authentication", Dec, AUTHENTICATIONS;
    /// A password in the clear.
    SIMPLE: Str = "ldap.simple", "simple", None;
    /// A mechanism of SASL.
    SASL: Label = "ldap.sasl_element", "sasl", None;
    /// Its name.
    MECHANISM: Str = "ldap.mechanism", "mechanism", None;
    /// What it sends.
    CREDENTIALS: Bytes = "ldap.credentials", "credentials", None;
    /// What it answers.
    SERVER_CREDENTIALS: Bytes = "ldap.serverSaslCreds", "serverSaslCreds", None;
    /// NTLM begins.
    NTLM_NEGOTIATE: Bytes = "ldap.ntlmsspNegotiate", "ntlmsspNegotiate", None;
    /// NTLM's answer.
    NTLM_AUTHENTICATE: Bytes = "ldap.ntlmsspAuth", "ntlmsspAuth", None;
    /// What came of a request (RFC 4511 appendix A).
    RESULT_CODE: U32 = "ldap.resultCode", "resultCode", Dec, RESULTS;
    /// How much of the name was found.
    MATCHED: Str = "ldap.matchedDN", "matchedDN", None;
    /// What the server says to it.
    ERROR_MESSAGE: Str = "ldap.errorMessage", "errorMessage", None;
    /// Other servers to ask.
    REFERRAL: U32 = "ldap.referral", "referral", Dec;
    /// One of them.
    URL: Str = "ldap.LDAPURL", "LDAPURL", None;
    /// Where the search begins.
    BASE_OBJECT: Str = "ldap.baseObject", "baseObject", None;
    /// How deep it goes.
    SCOPE: U32 = "ldap.scope", "scope", Dec, SCOPES;
    /// Whether aliases are followed.
    ALIASES_FOLLOWED: U32 = "ldap.derefAliases", "derefAliases", Dec, ALIASES;
    /// Most entries that may come back.
    SIZE_LIMIT: U32 = "ldap.sizeLimit", "sizeLimit", Dec;
    /// Seconds that the search may take.
    TIME_LIMIT: U32 = "ldap.timeLimit", "timeLimit", Dec;
    /// Names of attributes alone, without values.
    TYPES_ONLY: Bool = "ldap.typesOnly", "typesOnly", None;
    /// What an entry must be like.
    FILTER: U32 = "ldap.filter", "filter", Dec, FILTERS;
    /// All of these.
    AND: U32 = "ldap.and", "and", Dec;
    /// One of them.
    AND_ITEM: U32 = "ldap.and_item", "and item", Dec, FILTERS;
    /// Any of these.
    OR: U32 = "ldap.or", "or", Dec;
    /// One of them.
    OR_ITEM: U32 = "ldap.or_item", "or item", Dec, FILTERS;
    /// Not this.
    NOT: U32 = "ldap.not", "not", Dec, FILTERS;
    /// An attribute has that value.
    EQUALITY: Label = "ldap.equalityMatch_element", "equalityMatch", None;
    /// An attribute has a value with these parts.
    SUBSTRINGS_MATCH: Label = "ldap.substrings_element", "substrings", None;
    /// An attribute has that value or a greater one.
    GREATER: Label = "ldap.greaterOrEqual_element", "greaterOrEqual", None;
    /// An attribute has that value or a lesser one.
    LESS: Label = "ldap.lessOrEqual_element", "lessOrEqual", None;
    /// There is such an attribute.
    PRESENT: Str = "ldap.present", "present", None;
    /// An attribute has about that value.
    APPROXIMATE: Label = "ldap.approxMatch_element", "approxMatch", None;
    /// An attribute matches by a rule that is named.
    EXTENSIBLE: Label = "ldap.extensibleMatch_element", "extensibleMatch", None;
    /// Parts of a value.
    PARTS: U32 = "ldap.substrings", "substrings", Dec;
    /// One of them.
    PART: U32 = "ldap.substrings_item", "substrings item", Dec, SUBSTRINGS;
    /// What the value begins with.
    INITIAL: Str = "ldap.initial", "initial", None;
    /// What stands in it.
    ANY: Str = "ldap.any", "any", None;
    /// What it ends with.
    FINAL: Str = "ldap.final", "final", None;
    /// The rule.
    MATCHING_RULE: Str = "ldap.matchingRule", "matchingRule", None;
    /// The value it is given.
    MATCH_VALUE: Str = "ldap.matchValue", "matchValue", None;
    /// Attributes of the name count as well.
    DN_ATTRIBUTES: Bool = "ldap.dnAttributes", "dnAttributes", None;
    /// Name of an attribute that is compared.
    ATTRIBUTE_DESC: Str = "ldap.attributeDesc", "attributeDesc", None;
    /// The value it is compared with.
    ASSERTION_VALUE: Str = "ldap.assertionValue", "assertionValue", None;
    /// Attributes.
    ATTRIBUTES: U32 = "ldap.attributes", "attributes", Dec;
    /// Name of an attribute that is asked for.
    ATTRIBUTE: Str = "ldap.AttributeDescription", "AttributeDescription", None;
    /// Name of an entry that was found.
    OBJECT_NAME: Str = "ldap.objectName", "objectName", None;
    /// One of its attributes.
    ATTRIBUTE_FOUND: Label = "ldap.PartialAttributeList_item_element", "PartialAttributeList item", None;
    /// Name of the attribute.
    TYPE: Str = "ldap.type", "type", None;
    /// Its values.
    VALUES: U32 = "ldap.vals", "vals", Dec;
    /// One of them.
    VALUE: Bytes = "ldap.AttributeValue", "AttributeValue", None;
    /// The entry that is changed.
    OBJECT: Str = "ldap.object", "object", None;
    /// The changes.
    CHANGES_MADE: U32 = "ldap.modification", "modification", Dec;
    /// One of them.
    CHANGE: Label = "ldap.modification_item_element", "modification item", None;
    /// What is done.
    CHANGE_KIND: U32 = "ldap.operation", "operation", Dec, CHANGES;
    /// To which attribute.
    CHANGED: Label = "ldap.modification_element", "modification", None;
    /// The entry that is added, renamed or compared.
    ENTRY: Str = "ldap.entry", "entry", None;
    /// One of its attributes.
    ATTRIBUTE_ADDED: Label = "ldap.AttributeList_item_element", "AttributeList item", None;
    /// Its new name.
    NEW_NAME: Str = "ldap.newrdn", "newrdn", None;
    /// The old name goes.
    OLD_NAME_GOES: Bool = "ldap.deleteoldrdn", "deleteoldrdn", None;
    /// Where it is moved to.
    NEW_SUPERIOR: Str = "ldap.newSuperior", "newSuperior", None;
    /// What is compared.
    ASSERTION: Label = "ldap.ava_element", "ava", None;
    /// Object identifier of an extended operation.
    REQUEST_NAME: Str = "ldap.requestName", "requestName", None;
    /// What it is given.
    REQUEST_VALUE: Bytes = "ldap.requestValue", "requestValue", None;
    /// Object identifier of its answer.
    RESPONSE_NAME: Str = "ldap.responseName", "responseName", None;
    /// What it gives back.
    RESPONSE: Bytes = "ldap.response", "response", None;
    /// What it gives back meanwhile.
    RESPONSE_VALUE: Bytes = "ldap.responseValue", "responseValue", None;
    /// What changes the meaning of a message.
    CONTROLS: U32 = "ldap.controls", "controls", Dec;
    /// One of them.
    CONTROL: Label = "ldap.Control_element", "Control", None;
    /// Its object identifier.
    CONTROL_TYPE: Str = "ldap.controlType", "controlType", None;
    /// Without it the request shall not be done.
    CRITICALITY: Bool = "ldap.criticality", "criticality", None;
    /// What it says.
    CONTROL_VALUE: Bytes = "ldap.controlValue", "controlValue", None;
    /// What the control for paged results says.
    PAGE: Label = "ldap.SearchControlValue_element", "SearchControlValue", None;
    /// Entries of a page; from the server: of all pages, if it knows.
    PAGE_SIZE: I32 = "ldap.size", "size", Dec;
    /// Where the next page begins.
    PAGE_COOKIE: Bytes = "ldap.cookie", "cookie", None;
    /// What the results are sorted by.
    SORT_KEYS: U32 = "ldap.SortKeyList", "SortKeyList", Dec;
    /// One of those.
    SORT_KEY: Label = "ldap.SortKeyList_item_element", "SortKeyList item", None;
    /// An attribute.
    SORT_ATTRIBUTE: Str = "ldap.attributeType", "attributeType", None;
    /// How its values are compared.
    SORT_RULE: Str = "ldap.orderingRule", "orderingRule", None;
    /// Greatest first.
    SORT_REVERSE: Bool = "ldap.reverseOrder", "reverseOrder", None;
    /// Whether the server sorted.
    SORT_RESULT: Label = "ldap.SortResult_element", "SortResult", None;
    /// How that went.
    SORT_CODE: U32 = "ldap.sortResult", "sortResult", Dec, SORT_CODES;
    /// What the control for changes of a directory says.
    DIRSYNC: Label = "ldap.DirSyncControlValue_element", "DirSyncControlValue", None;
    /// Which changes are wanted.
    DIRSYNC_FLAGS: U32 = "ldap.flags", "flags", Hex;
    /// Those that the user may see.
    OBJECT_SECURITY: Bool = "ldap.object_security_flag", "Flag Object_Security", W32 & 0x00000001;
    /// Parents before children.
    ANCESTOR_FIRST: Bool = "ldap.ancestor_first_flag", "Flag Ancestor_First", W32 & 0x00000800;
    /// Nothing secret.
    PUBLIC_DATA: Bool = "ldap.public_data_only_flag", "Flag Public_Data_Only", W32 & 0x00002000;
    /// Values that changed alone.
    INCREMENTAL_VALUE: Bool = "ldap.incremental_value_flag", "Flag Incremental_Value", W32 & 0x80000000;
    /// Bytes of attributes at most.
    DIRSYNC_BYTES: I32 = "ldap.maxBytes", "maxBytes", Dec;
    /// What the rules for passwords say to a login.
    PASSWORD_POLICY: Label = "ldap.PasswordPolicyResponseValue_element", "PasswordPolicyResponseValue", None;
    /// It still works.
    POLICY_WARNING: U32 = "ldap.warning", "warning", Dec, POLICY_WARNINGS;
    /// Seconds until the password is void.
    SECONDS_LEFT: U32 = "ldap.timeBeforeExpiration", "timeBeforeExpiration", Dec;
    /// Logins that are left.
    LOGINS_LEFT: U32 = "ldap.graceAuthNsRemaining", "graceAuthNsRemaining", Dec;
    /// Why it does not.
    POLICY_ERROR: U32 = "ldap.error", "error", Dec, POLICY_ERRORS;
    /// A search that goes on with what changes.
    SYNC_REQUEST: Label = "ldap.SyncRequestValue_element", "SyncRequestValue", None;
    /// Once, or for good.
    SYNC_MODE: U32 = "ldap.mode", "mode", Dec, SYNC_MODES;
    /// The client takes everything anew.
    RELOAD_HINT: Bool = "ldap.reloadHint", "reloadHint", None;
    /// What happened to an entry.
    SYNC_STATE: Label = "ldap.SyncStateValue_element", "SyncStateValue", None;
    /// Which of what can happen.
    ENTRY_STATE: U32 = "ldap.state", "state", Dec, ENTRY_STATES;
    /// Identifier of the entry.
    ENTRY_UUID: Bytes = "ldap.entryUUID", "entryUUID", None;
    /// The end of it.
    SYNC_DONE: Label = "ldap.SyncDoneValue_element", "SyncDoneValue", None;
    /// What was not named is gone, or not.
    REFRESH_DELETES: Bool = "ldap.refreshDeletes", "refreshDeletes", None;
    /// How far it is.
    SYNC_INFO: U32 = "ldap.SyncInfoValue", "SyncInfoValue", Dec, SYNC_INFOS;
    /// Where to go on from.
    NEW_COOKIE: Bytes = "ldap.newcookie", "newcookie", None;
    /// What is gone was told.
    REFRESH_DELETE: Label = "ldap.refreshDelete_element", "refreshDelete", None;
    /// What is there was told.
    REFRESH_PRESENT: Label = "ldap.refreshPresent_element", "refreshPresent", None;
    /// The client has everything.
    REFRESH_DONE: Bool = "ldap.refreshDone", "refreshDone", None;
    /// Entries that are there, or gone.
    SYNC_ID_SET: Label = "ldap.syncIdSet_element", "syncIdSet", None;
    /// Their identifiers.
    SYNC_UUIDS: U32 = "ldap.syncUUIDs", "syncUUIDs", Dec;
    /// One of those.
    SYNC_UUID: Bytes = "ldap.SyncUUID", "SyncUUID", None;
    /// A password to be changed.
    PASSWORD_CHANGE: Label = "ldap.PasswdModifyRequestValue_element", "PasswdModifyRequestValue", None;
    /// Whose.
    USER_IDENTITY: Bytes = "ldap.userIdentity", "userIdentity", None;
    /// The old one.
    OLD_PASSWORD: Bytes = "ldap.oldPasswd", "oldPasswd", None;
    /// The new one.
    NEW_PASSWORD: Bytes = "ldap.newPasswd", "newPasswd", None;
    /// A request to be given up.
    CANCEL: Label = "ldap.CancelRequestValue_element", "CancelRequestValue", None;
    /// Which one.
    CANCEL_ID: U32 = "ldap.cancelID", "cancelID", Dec;
    /// What a server can do, by its object identifier.
    SUPPORTED_OID: Str = "ldap.oid", "OID", None;
    /// Filters stand in each other deeper than is followed.
    TOO_DEEP: Label = "ldap.exceeded_filter_length", "Filter length exceeds number. Giving up", None;
}

pub mod connectionless {
    crate::fields! { "cldap";
        /// LDAP in datagrams (RFC 1798).
        CLDAP: Protocol = "cldap", "Connectionless Lightweight Directory Access Protocol", None;
    }
}
