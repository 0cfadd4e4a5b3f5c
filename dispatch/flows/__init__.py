"""Everything that can happen, one file each. Read these first.

    accept_report      a phone or form reports: a receipt, and a message to Kafka
    take_reports       a batch of records becomes cases or quarantine rows
    assign_case        the county desk says whose it is
    accept_case … close_case   the moves of a case
    hand_back, transfer_case, supervise_case, suspend_case, reopen_case   the moves beside them
    climb_ladder       promises that were not kept climb a rung
    acknowledge_alert  somebody has taken an alert in hand
    relay_outbox       messages leave the house
    tell_changes       other systems hear what happens to cases
    keep_key           sessions and tokens: given, asked for, taken back
    publish_county     a county's folder becomes an edition in force
    replay_quarantined, dismiss_quarantined   what to do with a refused record
    sign_in            somebody proves who they are

Nothing here commits: the entry that called does, once.
"""
