"""What each kind of notice says: what happened, why, what to do; plain, kind, and the same for everybody.

Belongs here: the words. Does not: who they are for (notice_mail). A mail passes many hands: no rating, no reason and
nothing that a person wrote about another stands in one; the page behind its link shows that to whoever may see it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from models.language import N_


@dataclass(frozen=True)
class Words:
    """A notice in English, to be translated: its subject, what and why, what to do, and the words of its link.

    Every text may use {count}, {stage} and {until}; they are there for the kinds whose content has them.
    """

    title: str
    what: str
    to_do: str
    action: str


_OPEN_PORTAL = N_("Open the portal")
_OPEN_PLAN = N_("Open my plan")
_OPEN_REQUESTS = N_("Open the requests")
#: For a kind that this program does not know yet.
UNKNOWN = Words(
    N_("Something new for you"), N_("There is something new for you in Jejak Kinerja."), N_("Open it there."),
    _OPEN_PORTAL,
)  # fmt: skip

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "announcement": Words(
            N_("Your performance appraisal begins"),
            N_(
                "A new appraisal period has begun and you take part in it. You agree with your rater what is expected "
                "of you, you are rated on recorded facts, you see the same data as your rater, and you may object to "
                "the result."
            ),
            N_(
                "Read how you will be appraised, by whom and by which rules, and confirm that you have read it. "
                "If your unit, post or rater is wrong, tell your unit's administrator now."
            ),
            N_("Read how I am appraised"),
        ),
        "plan_open": Words(
            N_("Your plan (SKP) can be written"),
            N_("Target setting is open: your plan says what you will achieve and how it is measured."),
            N_("Draft your plan, talk it over with your rater, and submit it in time."),
            _OPEN_PLAN,
        ),
        "plan_can_be_submitted": Words(
            N_("You can now submit your plan (SKP)"),
            N_("The plan of your rater is approved, so that yours can be tied to it."),
            N_("Tie your planned results to those of your rater and submit your plan."),
            _OPEN_PLAN,
        ),
        "plan_approved": Words(
            N_("Your plan (SKP) is approved"),
            N_("Your rater approved your plan. It is in force now, and you are rated on it and on nothing else."),
            N_("You need do nothing. Keep your daily log and evidence as you go."),
            _OPEN_PLAN,
        ),
        "plan_returned": Words(
            N_("Your plan (SKP) came back for changes"),
            N_("Your rater returned your plan and wrote what should change. That is part of agreeing on it."),
            N_("Read what your rater wrote, change the plan, and submit it again."),
            _OPEN_PLAN,
        ),
        "plan_fixed": Words(
            N_("Your plan (SKP) was fixed by the performance team"),
            N_(
                "You and your rater did not agree on a plan in time, so the performance team fixed it. It is in force "
                "now; the reason stands beside it."
            ),
            N_("Read the plan. If something in it cannot be done, talk to your rater soon."),
            _OPEN_PLAN,
        ),
        "dialogue_written": Words(
            N_("A new message beside a plan"),
            N_("A message for you was written in the dialogue beside a plan (SKP)."),
            N_("Read it, and answer if an answer is wanted."),
            N_("Read the message"),
        ),
        "realizations_due": Words(
            N_("Your realizations are asked for"),
            N_("Collection is open: what you achieved is recorded beside your plan, with evidence."),
            N_("Enter your realizations, check what other sources delivered about you, and submit your report."),
            N_("Enter my realizations"),
        ),
        "realizations_returned": Words(
            N_("Your report came back for corrections"),
            N_("Your rater returned your realizations and wrote what should be corrected. Nothing is rated yet."),
            N_("Read what your rater wrote, correct it, and submit your report again."),
            N_("Open my report"),
        ),
        "findings_opened": Words(
            N_("Data to be mended: {count}"),
            N_("The checks found data that look wrong or are missing. You are asked because they are yours to mend."),
            N_("Open each finding: it says what was found, what was expected and how to mend it."),
            N_("Open the findings"),
        ),
        "shortfall_open": Words(
            N_("Targets that need your explanation: {count}"),
            N_(
                "An indicator of your plan is under its target. That is no rating: your rater reads your reasons first."
            ),
            N_("Say in your own words what stood in the way and what will be done. Support is planned by that."),
            N_("Explain it"),
        ),
        "log_rejected": Words(
            N_("Entries of your daily log came back: {count}"),
            N_("Your rater could not confirm entries of your daily log and wrote why."),
            N_("Read the reason and correct the entries."),
            N_("Open my daily log"),
        ),
        "feedback_given": Words(
            N_("You received feedback"),
            N_("Somebody you work with gave you feedback. It is for your development; nobody turns it into a rating."),
            N_("Read it when you have a quiet moment."),
            N_("Read the feedback"),
        ),
        "coaching_to_confirm": Words(
            N_("Please confirm a coaching talk"),
            N_("Your rater recorded a talk with you and what you agreed."),
            N_("Read it and confirm it; add a remark if you remember it differently."),
            N_("Open the record"),
        ),
        "coaching_confirmed": Words(
            N_("A coaching talk was confirmed"),
            N_("The record of a talk is confirmed and stays as it is."),
            N_("You need do nothing; a remark, if there is one, stands beside it."),
            N_("Open the record"),
        ),
        "round_asked": Words(
            N_("You are asked for feedback"),
            N_("You are asked how it is to work with colleagues. Your name is not kept with your answer."),
            N_("It takes a few minutes for each person. You may leave it out."),
            N_("Give feedback"),
        ),
        "round_opened": Words(
            N_("People you work with are asked for feedback"),
            N_("A feedback round about working with you is open. It is for your development and is never a rating."),
            N_("You need do nothing; you see the result when it closes, if enough people answered."),
            _OPEN_PORTAL,
        ),
        "round_extended": Words(
            N_("A feedback round has a new last day"),
            N_("The last day of a feedback round was changed; the reason stands beside it."),
            N_("See how long you can still answer."),
            N_("Open the feedback rounds"),
        ),
        "round_closed": Words(
            N_("A feedback round has closed"),
            N_("A feedback round was closed before its last day; the reason stands beside it."),
            N_("You need do nothing."),
            N_("Open the feedback rounds"),
        ),
        "approval_pending": Words(
            N_("Decisions wait for you: {count}"),
            N_("People wait for your decision. Silence is never taken for a yes, so they wait until you decide."),
            N_("Look at each with the evidence beside it, then decide or return it with a reason."),
            _OPEN_REQUESTS,
        ),
        "request_reassigned": Words(
            N_("A decision was handed on"),
            N_("An HR administrator asked somebody else for a decision that waited for you; the reason is on record."),
            N_("You need do nothing. If it should have stayed with you, ask your HR office."),
            _OPEN_REQUESTS,
        ),
        "delegation_begun": Words(
            N_("A delegation has begun"),
            N_("From now on one official acts for another, by the decree on record. Each act names both of them."),
            N_("See who acts for whom, and until when."),
            N_("Open my account"),
        ),
        "delegation_ended": Words(
            N_("A delegation has ended"),
            N_("The time in which one official acted for another is over. What waits is again the principal's."),
            N_("You need do nothing; what was decided meanwhile stays."),
            N_("Open my account"),
        ),
        "reminder": Words(
            N_("A reminder: something still waits for you"),
            N_("Your unit can go on when the following is done."),
            N_("Do it when you can. If something keeps you from it, tell your unit's administrator."),
            _OPEN_PORTAL,
        ),
        "deadline_near": Words(
            N_("A deadline is near: {stage}, {until}"),
            N_("Something of yours is still open, and its deadline is near."),
            N_("Finish it in time. If something keeps you from it, tell your unit's administrator before that day."),
            _OPEN_PORTAL,
        ),
        "deadline_extended": Words(
            N_("More time: {stage} until {until}"),
            N_("The deadline was moved to a later day. Nothing that you have done so far is lost."),
            N_("Use the time. The new date stands on your start page."),
            _OPEN_PORTAL,
        ),
        "escalation": Words(
            N_("A decision in your line has waited too long"),
            N_("A decision of a rater below you is overdue. The employee did their part and must not suffer for it."),
            N_("Talk to the rater. If they are away or cannot decide, ask your HR office to have it handed on."),
            N_("Open my team"),
        ),
        "escalation_to_hr": Words(
            N_("A decision of the regional head has waited too long"),
            N_(
                "A decision that the regional head is asked for is overdue, and nobody stands above them whom the "
                "system could tell. Whoever waits for it did their part and must not suffer for it."
            ),
            N_(
                "Put it on the regional head's desk, with the regional secretary if need be. If they are away, have "
                "somebody appointed to act for them, or ask somebody else for the decision."
            ),
            N_("Open the period"),
        ),
        "result_published": Words(
            N_("Your result is published"),
            N_("Your result of this period is there, with every step that led to it and the feedback of your rater."),
            N_(
                "Open it and read it. You may accept it, or object to it with reasons; how many days you have for that "
                "stands on the page and begins when you open it."
            ),
            N_("Go to my result"),
        ),
        "receipt_recorded": Words(
            N_("You signed for your result: you may object until {until}"),
            N_("It is on record that you received your result on paper, with your signature."),
            N_(
                "Read it. You may accept it, or object with reasons until {until}. If you did not sign, tell your HR "
                "office."
            ),
            N_("Go to my result"),
        ),
        "objection_to_answer": Words(
            N_("An objection asks for your answer"),
            N_("Somebody you rated objects to their result. Both sides are heard before your superior decides."),
            N_("Read the reasons and write your answer within the days shown there."),
            N_("Read and answer"),
        ),
        "objection_answered": Words(
            N_("An objection can be decided"),
            N_("The rater has answered an objection that is yours to decide; both sides are heard now."),
            N_("Read both sides and decide with reasons. Your decision is final."),
            _OPEN_REQUESTS,
        ),
        "objection_decided": Words(
            N_("Your objection is decided"),
            N_("Your rater's superior decided your objection after hearing both sides. The decision is final."),
            N_("Read the decision and its reasons. If your result changes, you are told when the new one is there."),
            N_("Read the decision"),
        ),
        "result_changed": Words(
            N_("A result was changed by a decided objection"),
            N_(
                "The superior decided an objection and set new ratings, and the new result is published. What follows "
                "from it was worked out again: the year, credit points and the unit's pattern."
            ),
            N_(
                "Look at what changed. If the former result was used outside already, in a file, a letter or a "
                "decree, send the new one there."
            ),
            N_("See what changed"),
        ),
        "named_on_list": Words(
            N_("You were named on a list"),
            N_(
                "An official named you on a list that uses your final result. It was decided by a person with a "
                "decree, not by the system."
            ),
            N_("Read which list it is, who decided and why. If something is wrong, ask your HR office (BKPSDM)."),
            N_("Read it"),
        ),
        "monthly_report": Words(
            N_("Monthly report of the appraisal period"),
            N_("This is how far the units have come."),
            N_("Look first at what is late, and ask there what is needed."),
            N_("Open the period"),
        ),
        "checkpoint": Words(
            N_("A checkpoint of the record"),
            N_(
                "The record of all decisions was sealed up to now. Keep this mail: with it, any later change to what "
                "was sealed can be found."
            ),
            N_(
                "Keep it where nobody who runs this system can change it. The page of proofs checks the ledger against "
                "it when you paste the lines above there."
            ),
            N_("Open the proofs"),
        ),
    }
)
#: What is told to people other than the one an appraisal is about, where that differs.
TO_OTHERS: Mapping[str, Words] = MappingProxyType(
    {
        "plan_fixed": Words(
            N_("A plan (SKP) in your team was fixed by the performance team"),
            N_("You and the employee did not agree on a plan in time, so the performance team fixed it."),
            N_("Read it with the employee: both of you work by it now."),
            N_("Open my team"),
        ),
        "objection_decided": Words(
            N_("An objection in your team is decided"),
            N_("Your superior decided an objection to ratings of yours after hearing both sides. It is final."),
            N_("Read the decision and its reasons; talk to the employee about what comes next."),
            N_("Open my team"),
        ),
    }
)
#: Asked one by one while the same request waits: the mail says the same for both.
SAME_AS: Mapping[str, str] = MappingProxyType({"queue_open": "approval_pending"})


def words_of(kind: str, *, own: bool) -> Words:
    """The words of a kind for the person an appraisal is about, or for whoever else is told of it."""
    name = SAME_AS.get(kind, kind)
    if not own and name in TO_OTHERS:
        return TO_OTHERS[name]
    return WORDS.get(name, UNKNOWN)
