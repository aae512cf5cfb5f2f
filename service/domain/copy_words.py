"""What a copy of one's own data says: its parts, its columns, and what it leaves out with the reason; zh and en."""

from __future__ import annotations

from typing import Final

from service.domain.messages import is_english

# part -> title; the order in which they stand
PARTS: Final[dict[str, tuple[str, str]]] = {
    "record": ("基本情况", "Your record"),
    "account": ("账号和登录", "Account and logins"),
    "posts": ("岗位", "Posts"),
    "contacts": ("培养联系人", "Contacts"),
    "points": ("积分记录", "Points"),
    "nominations": ("推荐", "Recommendations"),
    "development": ("考察和发展", "Reviews and development"),
    "honours": ("星级评定和阳光党员", "Star ratings and honours"),
    "trainings": ("培训", "Trainings"),
    "exams": ("考试", "Exams"),
    "cases": ("个案的经过", "Course of your cases"),
    "documents": ("文书", "Documents"),
    "statements": ("密封保存的材料", "What is kept sealed"),
    "objections": ("异议", "Objections"),
    "notices": ("发给您的通知", "Notices to you"),
    "access": ("谁看过您的记录、为什么", "Who read your record, and why"),
    "standing": ("代理和回避", "Substitutions and recusals"),
}
NOTES: Final[dict[str, tuple[str, str]]] = {
    "cases": (
        "每一步由谁办理、结论和说明。经办人的姓名因履行职责而记录。",
        "Who did each step, the decision and the explanation. Names of officers stand here because of their duty.",
    ),
    "statements": (
        "您自己写的全文列出；别人写的只列出环节和时间，内容请用“个人信息请求”查阅，由个人信息保护负责人把涉及他人的部分分开后提供。",
        "What you wrote stands in full; what others wrote is listed. Ask to read it by a request about personal data: "
        "the privacy officer gives it to you without what concerns other people.",
    ),
    "nominations": (
        "还在研究的推荐，结果公布后才会写进副本。",
        "What is still being decided is in the copy once the result is published.",
    ),
    "access": ("您本人的查看不列。", "Your own looks are left out."),
}
COLUMNS: Final[dict[str, tuple[str, str]]] = {
    "what": ("项目", "Item"),
    "value": ("内容", "Value"),
    "on": ("日期", "Date"),
    "at": ("时间", "Time"),
    "from_on": ("起", "From"),
    "to_on": ("止", "To"),
    "role": ("岗位", "Post"),
    "organization": ("组织", "Organisation"),
    "name": ("姓名", "Name"),
    "cycle": ("年度", "Year"),
    "quantity": ("数量", "Quantity"),
    "points": ("分值", "Points"),
    "exam": ("考试", "Exam"),
    "mode": ("方式", "Way"),
    "score": ("成绩", "Score"),
    "sheet": ("答卷（题号和选项）", "Answers (place and options)"),
    "evidence": ("依据", "Evidence"),
    "status": ("情况", "Status"),
    "recorder": ("登记人", "Recorded by"),
    "verifier": ("核对人", "Verified by"),
    "note": ("说明", "Note"),
    "round": ("轮次", "Round"),
    "method": ("方式", "Way"),
    "votes": ("得票", "Votes"),
    "decision": ("结论", "Decision"),
    "reason": ("理由", "Reason"),
    "class": ("培训班", "Class"),
    "certificate": ("证书号", "Certificate"),
    "case": ("个案", "Case"),
    "who": ("办理人", "By"),
    "step": ("环节", "Step"),
    "opinion": ("说明、意见", "Opinion"),
    "text": ("内容", "Text"),
    "answer": ("答复", "Answer"),
    "title": ("标题", "Title"),
    "read_at": ("已读时间", "Read"),
    "why": ("看了什么、为什么", "What and why"),
    "kind": ("类别", "Kind"),
    "other": ("对方", "The other side"),
}
SAID: Final[dict[str, tuple[str, str]]] = {
    "login": ("登录名", "Login"),
    "language": ("语言", "Language"),
    "created_at": ("账号建立", "Account since"),
    "totp_since": ("动态验证码开通", "Second factor since"),
    "identity": ("绑定的统一身份认证", "Linked identity provider"),
    "session": ("登录设备", "Signed-in device"),
    "token": ("接口令牌", "API token"),
    "zh-CN": ("简体中文", "Chinese"),
    "en": ("英文", "English"),
    "now": ("目前：{status}", "now: {status}"),
    "member": ("党员推荐", "by members"),
    "league": ("群团推优", "by a mass organisation"),
    "both": ("联合", "by both"),
    "recommend": ("推荐", "recommended"),
    "hold": ("暂缓", "deferred"),
    "excluded": ("撤下", "taken out"),
    "pending": ("研究中", "being decided"),
    "sealed": ("（密封，可申请查阅）", "(sealed; ask to read it)"),
    "sealed_top": ("（专门保管，可申请查阅）", "(kept separately; ask to read it)"),
    "erased": ("（已按规定删除）", "(erased as prescribed)"),
    "principal": ("请人代办", "let somebody stand in"),
    "substitute": ("代人办理", "stood in for somebody"),
    "recusal": ("申报回避", "declared a recusal"),
    "mark": ("{name} 本人副本 · {at} 生成 · 仅供本人使用", "Own copy of {name} · made {at} · for their own use"),
}


def say(table: dict[str, tuple[str, str]], code: str, lang: str, **params: object) -> str:
    """Return words of a table, with their parameters filled in."""
    return table[code][is_english(lang)].format(**params)
