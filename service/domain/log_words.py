"""What the administrators' log says in words: what was done, which fact, which value; zh and en.

A kind or a fact without a word of its own stands as it is; tests hold that there is none.
"""

from __future__ import annotations

from typing import Any, Final

from service.domain import labels
from service.domain.messages import is_english

# kind -> what was done
KINDS: Final[dict[str, tuple[str, str]]] = {
    "account.closed": ("停用账号", "account closed"),
    "account.factor_reset": ("清除动态验证码", "second factor reset"),
    "account.opened": ("开通账号", "account opened"),
    "account.password_reset": ("重置密码", "password reset"),
    "account.reopened": ("重新启用账号", "account reopened"),
    "account.sessions_ended": ("结束全部登录", "sessions ended"),
    "account.unlocked": ("解除锁定", "account unlocked"),
    "calendar.saved": ("保存工作日历", "calendar saved"),
    "draft.discarded": ("放弃规则草稿", "draft of rules thrown away"),
    "draft.handed_in": ("提交流程草稿", "draft handed in"),
    "draft.released": ("发布流程", "draft released"),
    "draft.sent_back": ("退回流程草稿", "draft sent back"),
    "hold.ended": ("解除保全", "hold ended"),
    "hold.set": ("保全", "hold set"),
    "identity.awaited": ("预登记统一身份", "identity written down"),
    "identity.linked": ("绑定统一身份", "identity linked"),
    "identity.unlinked": ("解除统一身份", "identity unlinked"),
    "import.confirmed": ("确认导入人员", "import confirmed"),
    "import.discarded": ("放弃导入", "import discarded"),
    "import.undone": ("撤回导入", "import undone"),
    "log.exported": ("导出记录", "log exported"),
    "organization.absorbed": ("并入别的组织", "organisation absorbed another"),
    "organization.affiliated": ("加入联合党委", "joined a joint committee"),
    "organization.dissolved": ("撤销组织", "organisation dissolved"),
    "organization.founded": ("新建组织", "organisation founded"),
    "organization.left": ("退出联合党委", "left a joint committee"),
    "organization.merged": ("合并组织", "organisation merged"),
    "organization.moved": ("调整隶属", "organisation moved"),
    "organization.renamed": ("组织更名", "organisation renamed"),
    "organization.split": ("拆分组织", "organisation split"),
    "organization.split_off": ("由拆分新建", "split off"),
    "person.mended": ("更正人员登记", "record mended"),
    "person.recorded": ("登记人员", "person recorded"),
    "person.transferred": ("转到另一党支部", "person transferred"),
    "post.carried": ("岗位随组织变更", "post carried along"),
    "post.confirmed": ("复核岗位", "post confirmed"),
    "post.ended": ("结束岗位", "post ended"),
    "post.granted": ("授予岗位", "post granted"),
    "post.handed_over": ("移交岗位", "post handed over"),
    "recusal.declared": ("申报回避", "recusal declared"),
    "recusal.lifted": ("解除回避", "recusal lifted"),
    "roster.discarded": ("放弃名册", "register discarded"),
    "roster.entered": ("接续名册个案", "register entered"),
    "roster.sent": ("送党支部签认", "register sent to branches"),
    "roster.signed": ("签认名册", "register signed"),
    "roster.undone": ("撤回名册导入", "register taken back"),
    "sealed.ended": ("终止密封材料授权", "sealed record: reader ended"),
    "sealed.named": ("授权查阅密封材料", "sealed record: reader named"),
    "substitution.ended": ("结束代理", "substitution ended"),
    "substitution.set": ("设定代理", "substitution set"),
    "token.made": ("建立接口令牌", "API token made"),
    "token.revoked": ("撤销接口令牌", "API token revoked"),
    "town.founded": ("初始化单位", "town founded"),
}
# The first half of a kind, which filters offer.
NOUNS: Final[dict[str, tuple[str, str]]] = {
    "account": ("账号", "Accounts"),
    "post": ("岗位", "Posts"),
    "person": ("人员登记", "Register of people"),
    "import": ("导入人员", "Imports"),
    "roster": ("名册导入", "Registers"),
    "organization": ("组织", "Organisations"),
    "calendar": ("工作日历", "Calendar"),
    "substitution": ("代理", "Substitutions"),
    "recusal": ("回避", "Recusals"),
    "token": ("接口令牌", "API tokens"),
    "identity": ("统一身份", "Identity provider"),
    "sealed": ("密封材料", "Sealed records"),
    "hold": ("保全", "Holds"),
    "draft": ("流程发布", "Releases"),
    "log": ("日志导出", "Exports of logs"),
    "town": ("单位", "Town"),
}
FACTS: Final[dict[str, tuple[str, str]]] = {
    "because": ("原因", "because"),
    "branch": ("党支部", "branch"),
    "cases": ("个案", "cases"),
    "children": ("下级组织", "organisations below"),
    "claims": ("退回的领取", "claims given back"),
    "committee": ("联合党委", "joint committee"),
    "counts": ("条数", "rows"),
    "days": ("天数", "days"),
    "ended": ("结束的岗位", "posts ended"),
    "ended_at": ("结束时间", "ended at"),
    "factor": ("动态验证码", "second factor"),
    "fields": ("改动项", "fields"),
    "files": ("文件", "files"),
    "from_on": ("起", "from"),
    "heir": ("接任", "successor"),
    "how": ("方式", "how"),
    "instance": ("个案", "case"),
    "level": ("层级", "level"),
    "locked": ("锁定", "locked"),
    "login": ("登录名", "login"),
    "name": ("名称", "name"),
    "node": ("环节", "step"),
    "off": ("休息日", "days off"),
    "on": ("日期", "day"),
    "organization": ("组织", "organisation"),
    "other": ("回避对象", "kept out of the cases of"),
    "parent": ("上级组织", "parent"),
    "people": ("人员", "people"),
    "person": ("人员", "person"),
    "phone": ("手机号", "phone"),
    "post": ("新岗位", "new post"),
    "posts": ("岗位", "posts"),
    "principal": ("委托人", "principal"),
    "process": ("流程", "process"),
    "purpose": ("用途", "purpose"),
    "review_by": ("复核期限", "review by"),
    "role": ("岗位", "post"),
    "rows": ("条数", "rows"),
    "scope": ("范围", "scope"),
    "status": ("状态", "status"),
    "substitute": ("代理人", "substitute"),
    "tasks": ("待办", "tasks"),
    "to_on": ("止", "to"),
    "until": ("到", "until"),
    "what": ("内容", "what"),
}
VALUES: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "because": {
        "oneself": ("操作人本人的岗位", "the doer's own post"),
        "held": ("对方已有", "held there already"),
        "taken": ("对方已有人", "taken there"),
    },
    "how": {
        "by its owner": ("本人绑定", "by its owner"),
        "awaited email": ("按预登记的邮箱", "by the address written down"),
        "awaited subject": ("按预登记的标识", "by the name written down"),
        "email": ("邮箱", "address"),
        "subject": ("标识", "name at the provider"),
    },
    "scope": {"read": ("只读", "read"), "act": ("可办理", "act")},
    "status": {
        "staged": ("待确认", "staged"),
        "done": ("已导入", "done"),
        "undone": ("已撤回", "undone"),
        "discarded": ("已放弃", "discarded"),
    },
    "fields": {
        "name": ("姓名", "name"),
        "education": ("学历", "education"),
        "occupation": ("职业", "occupation"),
        "floating": ("流动党员", "floating"),
        "sex": ("性别", "sex"),
        "birth_year": ("出生年份", "year of birth"),
        "id_number": ("身份证号", "identity number"),
        "phone": ("手机号", "phone"),
    },
    "counts": {
        "new": ("新增", "new"),
        "changed": ("更改", "changed"),
        "unchanged": ("不变", "unchanged"),
        "rejected": ("退回", "refused"),
    },
    "phone": {"True": ("已填", "given"), "False": ("未填", "none")},
    "what": {"access": ("查阅记录", "access log"), "acts": ("管理日志", "administrators' log")},
}
_YES: Final = {True: ("是", "yes"), False: ("否", "no")}


def kind_name(kind: str, lang: str) -> str:
    """Return what was done."""
    return KINDS.get(kind, (kind, kind))[is_english(lang)]


def fact_name(key: str, lang: str) -> str:
    """Return what a fact is about."""
    return FACTS.get(key, (key, key))[is_english(lang)]


def value_name(key: str, value: Any, lang: str) -> str:
    """Return the value of a fact in words; ids have been put into names before."""
    english = is_english(lang)
    if isinstance(value, list):
        return (", " if english else "、").join(value_name(key, each, lang) for each in value)
    if isinstance(value, dict):
        said = (f"{value_name(key, name, lang)} {value_name(key, each, lang)}" for name, each in value.items())
        return (", " if english else "，").join(said)
    known = VALUES.get(key, {}).get(str(value))
    if known:
        return known[english]
    if isinstance(value, bool):
        return _YES[value][english]
    if key == "role":
        return labels.role_name(value, lang)
    return labels.level_name(value, lang) if key == "level" else str(value)
