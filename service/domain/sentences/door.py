"""What is said at the door: kinds of errors, signing in, drafts of processes, the identity provider."""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    # the kinds
    "error": ("出了点问题，请稍后再试。", "Something went wrong. Please try again later."),
    "not_found": ("没有找到，或者您不能查看。", "Not found, or not for you to see."),
    "forbidden": (
        "您不能办理这一项。需要时请向街道组织办申请。",
        "You may not do this. Ask the town office if you need to.",
    ),
    "conflict": ("情况已经变化，请刷新后再办。", "Things have changed. Please refresh and try again."),
    "invalid": ("有几处需要改正，请看标出的栏目。", "Some fields need correction; see the marked ones."),
    "internal": (
        "服务出了问题，您填写的内容都在。请把编号 {reference} 告诉管理员。",
        "The service failed. Nothing you wrote is lost. Please give number {reference} to the administrator.",
    ),
    # the door
    "signed_out": ("登录已过期，内容都在。请重新登录。", "Signed out. Nothing was lost. Please sign in again."),
    "bad_credentials": (
        "账号或密码不对，请检查后再试。连续输错五次，账号锁定十五分钟，其间密码对也进不去。",
        "The login or the password is wrong. Please check both. Five wrong tries lock an account for 15 minutes, for "
        "the right password, too.",
    ),
    "account_locked": ("多次输错，账号已锁定到 {until}。", "Too many wrong passwords; locked until {until}."),
    "log_in_again": ("登录超时，请重新输入账号和密码。", "Too late. Please give your login and password again."),
    "code_needed": ("请再输入动态验证码。", "Please give the code of your authenticator, too."),
    "code_wrong": (
        "验证码不对，或已经用过。请等手机上换出新码再试。",
        "The code is wrong or was used before. Please wait for the next one.",
    ),
    "code_again": ("这一项要先输入动态验证码（五分钟内有效）。", "Please show your second factor first."),
    "password_first": ("请先换一个自己的密码，再办其他事。", "Please choose a password of your own first."),
    "factor_first": (
        "您的岗位需要动态验证码，请先在“账号与安全”里开通。",
        "Your post needs a second factor. Please set it up first.",
    ),
    "factor_not_begun": ("请从第一步重新开通动态验证码。", "Please set up the second factor from the beginning."),
    "factor_is_on": ("动态验证码已经开通。", "The second factor is set up already."),
    "factor_stays": ("您的岗位必须使用动态验证码，不能停用。", "Your post needs the second factor; it stays."),
    "password_wrong": ("现在的密码不对。", "The present password is wrong."),
    "password_short": ("密码至少 {least} 个字符，可以是一句话。", "{least} characters at least; a sentence will do."),
    "password_long": ("密码最多 {most} 个字符。", "{most} characters at most."),
    "password_own_name": (
        "密码不能只是账号或姓名加几个字符。",
        "The password may not be your login or name with little added.",
    ),
    "password_common": ("这个密码太常见，容易被猜中，请换一个。", "This password is too common and easily guessed."),
    "password_same": ("新密码要和现在的不同。", "The new password must differ from the present one."),
    # drafts of processes
    "draft_not_editor": ("只有流程管理员可以提交流程草稿。", "Only a process editor hands in drafts."),
    "draft_not_releaser": ("只有流程发布审核人可以发布或退回草稿。", "Only a process releaser decides on drafts."),
    "draft_not_yours": (
        "只有流程管理员和流程发布审核人能看流程草稿。",
        "Drafts are for process editors and releasers.",
    ),
    "draft_own": ("自己起草的流程不能自己发布或退回，请由另一位审核人办理。", "Nobody decides on the own draft."),
    "draft_decided": ("这份草稿已经发布或退回。", "This draft was released or sent back already."),
    "draft_path": (
        "“{path}”不是流程文件，或重复、过多。文件应为 .bpmn、.dmn、forms/*.json 或 rules/*.rules.json。",
        "“{path}” is no file of a release, is given twice, or is one too many.",
    ),
    # rule packs written in the browser
    "pack_code_unknown_form": (
        "“{value}”不是这里的代号，请直接写中文。",
        "“{value}” is no code; please write plain words.",
    ),
    "pack_correction_form": ("请写明改正了什么、为什么。", "Please say what was corrected and why."),
    "pack_duration_form": (
        "“{value}”不是期限，请填数字，再选单位。",
        "“{value}” is no term; give a number and choose its unit.",
    ),
    "pack_key_missing_form": ("请填写{what}。", "Please give {what}."),
    "pack_start_unnamed_form": (
        "请写明起算的那一天叫什么，例如“收到申请书”。",
        "Please say what the day is called from which it counts.",
    ),
    "pack_vote_form": (
        "表决规则要写全：计入、比较、比例（例如 0.5 或者 2/3）和基数。",
        "A vote needs all of: counted, comparison, share (0.5, or 2/3) and base.",
    ),
    "rule_pack_changed_form": (
        "{name}已经用过，改动（{what}）要写明这一次改正了什么，不能同上一次写得一样。规定本身变了，请放弃这份草稿，另立一份。",
        "{name} has been used; say what was corrected this time ({what}). When the rule has changed, begin a new pack.",
    ),
    "rule_draft_begun": (
        "这一份规则已经有一份没有发布的草稿，请接着改那一份。",
        "There is a draft of this pack already; please go on with that one.",
    ),
    "rule_draft_day": ("请选新的一份从哪一天施行。", "Please choose the first day of the new pack."),
    "rule_draft_not_found": ("没有这份规则草稿，或者已经发布、放弃。", "There is no such draft, or it is done with."),
    "rule_draft_points": (
        "积分办法还不能在网页上修改，请用文件提交。",
        "Points schemes are not edited here; hand them in as files.",
    ),
    "rule_draft_stale": (
        "{who}在 {at} 保存过这份草稿。您写的内容还在，没有保存。",
        "{who} saved this draft at {at}. What you wrote is still here, not saved.",
    ),
    "rule_draft_waits": (
        "这份草稿已经提交，等流程发布审核人发布或退回，现在不能改。",
        "This draft was handed in and waits for a decision; it cannot change now.",
    ),
    # the identity provider
    "account_blocked": ("多次输错，账号暂时锁定，请稍后再试。", "The account is locked for a while after wrong tries."),
    "oidc_off": ("没有配置统一身份认证。", "No identity provider is set up."),
    "oidc_unlinked": (
        "这个统一身份还没有绑定账号。请用账号和密码登录后，在“账号与安全”里绑定；没有密码的，请联系系统管理员。",
        "No account is linked to this identity. Log in with your password and link it, or ask the administrator.",
    ),
    "oidc_expired": (
        "这次登录已超时，或不是从本页发起。请重新点“统一身份认证登录”。",
        "This log-in took too long or was not begun here. Please begin again.",
    ),
    "oidc_refused": ("您在统一身份认证页取消了登录。", "The log-in was cancelled at the identity provider."),
    "oidc_unreachable": (
        "统一身份认证暂时没有回应，请稍后再试，或用账号和密码登录。",
        "The identity provider does not answer. Please try again later, or use your password.",
    ),
    "oidc_bad_answer": (
        "统一身份认证的答复无法核实，没有登录。请重试；仍不行请告诉系统管理员。",
        "The identity provider's answer could not be verified. Try again, or tell the administrator.",
    ),
    "oidc_other": (
        "绑定时登录的账号变了，没有绑定。请重新登录后再绑定。",
        "Another account is signed in by now; nothing was linked. Please begin again.",
    ),
    "oidc_taken": ("这个统一身份已绑定另一个账号。", "This identity belongs to another account."),
    "oidc_is_linked": ("账号已绑定统一身份，要更换请先解除。", "The account is linked already; unlink it first."),
    "oidc_not_linked": ("账号没有绑定统一身份。", "The account is not linked."),
    "oidc_only_way": (
        "只能用统一身份认证登录，不能解除绑定。",
        "The identity provider is the only way to log in; the link stays.",
    ),
    "local_login_off": (
        "这里不用密码登录，请点“统一身份认证登录”。",
        "Passwords do not open accounts here. Please use the identity provider.",
    ),
    "not_oneself": ("不能对自己的账号办这一项，请由另一位管理员办理。", "Another administrator must do this for you."),
    "other_administrators": (
        "管理员的账号由另一类管理员办理。",
        "Accounts of administrators are another administrator's.",
    ),
    "token_unknown": ("令牌无效、已过期或已撤销。", "The token is unknown, over or revoked."),
    "token_read_only": ("这个令牌只能查看，不能办理。", "This token may read, not act."),
    "not_by_token": ("这一项只能本人登录后办理。", "This can only be done signed in."),
    "tokens_full": ("令牌最多 {most} 个，请先撤销不用的。", "{most} tokens at most; please revoke one first."),
    "place_blocked": (
        "这个网络输错的次数太多，请 {seconds} 秒后再试。",
        "Too many wrong log-ins from this network. Try again in {seconds} seconds.",
    ),
    "founded_demo": ("这是演示街道，不能建正式管理员。", "This is a demo town; it gets no real administrators."),
    "founded_already": (
        "已经有管理员在任，请由他们在系统管理里办理。",
        "There are administrators already; they do this in the administration pages.",
    ),
    "founders_three": (
        "系统、安全、审计三个管理员要各有一人，不能兼任。",
        "Three different people are needed: system, security and audit administrator.",
    ),
    "founder_unclear": (
        "“{given}”看不懂，应写成 角色=账号:姓名，例如 sys_admin=zhangwei:张伟。",
        "'{given}' should read role=login:name, for instance sys_admin=zhangwei:张伟.",
    ),
    "login_taken": ("账号“{login}”已有人使用。", "The login '{login}' is taken."),
    "account_closed": ("这个账号已停用，请联系系统管理员。", "This account is closed. Please ask the administrator."),
    "too_many_requests": ("操作太快，请 {seconds} 秒后再试。", "Too fast. Please try again in {seconds} seconds."),
    "csrf": ("页面已过期，请刷新后再办。", "This page is out of date. Please reload it."),
    "method_not_allowed": ("这个地址不支持此操作。", "This address does not support that."),
    "unsupported_media": ("请以 JSON 发送内容。", "Please send JSON."),
    "broken_json": ("内容不是完整的 JSON（第 {line} 行）。", "The body is not valid JSON (line {line})."),
    "oversize": ("内容超过 {limit_kib} KiB，请精简后再交。", "The body exceeds {limit_kib} KiB. Please shorten it."),
    "stale_version": (
        "您看到的是旧版本，{who}刚刚改过。请刷新后再办。",
        "You saw an older version; {who} has changed it. Please refresh.",
    ),
    "precondition_required": ("请带上版本号（If-Match）再改。", "Send the version (If-Match) with the change."),
    "idempotency_mismatch": (
        "同一个提交编号用在了不同内容上，请刷新后再办。",
        "The same Idempotency-Key was used for other content. Please reload.",
    ),
    "bad_request": ("请求不完整，请刷新页面再试。", "The request is not complete. Please reload the page."),
    "no_such_address": ("没有这个地址。", "There is no such address."),
    "unavailable": ("服务暂时连不上数据库，几秒后会恢复。", "The database cannot be reached; try again in seconds."),
    "required": ("请填写这一栏。", "Please fill in this field."),
    "bad_characters": ("含有不能保存的字符，请删去。", "It holds characters that cannot be kept. Please remove them."),
    "bad_instant": (
        "时间写法应为 2017-04-10T09:00:00+08:00 这样。",
        "Write the time like 2017-04-10T09:00:00+08:00.",
    ),
    "one_of": ("只能是其中之一：{expected}。", "Only one of these: {expected}."),
    "number_range": ("应在 {expected} 之间。", "Between {expected}."),
    "unknown_field": ("不认识这个栏目，请删去。", "Unknown field. Please remove it."),
    "wrong_type": ("类型不对，应为{expected}。", "Wrong type; expected {expected}."),
    "bad_cursor": ("翻页位置无效，请从第一页看起。", "The page cursor is not valid. Start from the first page."),
    "bad_value": ("这个值不能用，请重新选择。", "This value cannot be used. Please choose again."),
    "bad_id": ("编号写法不对。", "Not a valid id."),
    "bad_date": ("日期写法应为 2017-04-10 这样。", "Write the date like 2017-04-10."),
    "future_date": ("日期不能晚于今天（{today}）。", "The date cannot be later than today ({today})."),
    "demo_only": ("只有演示环境可以这样做。", "Only a demo town allows this."),
    "demo_not_empty": (
        "数据库里已有人员资料，演示街道只能建在空库里。",
        "There are people in the database; a demo town needs an empty one.",
    ),
}
