"""What is said about calendars, people, imports and the administrators' own pages."""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    # calendars and rules
    "bad_duration": (
        "“{value}”不是期限写法，例如 P1M、P10D、P5WD。",
        "“{value}” is no duration; e.g. P1M, P10D, P5WD.",
    ),
    "rule_not_found": ("规则包 {pack} 里没有规则“{rule}”。", "The rule pack {pack} has no rule “{rule}”."),
    "rule_no_date": ("规则“{rule}”算不出日期。", "The rule “{rule}” gives no date."),
    "rule_pack_not_found": ("{day} 没有适用的规则包。", "No rule pack applies on {day}."),
    "rule_pack_broken": ("规则包的“{field}”写得不对。", "The rule pack's “{field}” is not right."),
    # people
    "holds_id_number": (
        "请不要在文字里写身份证号，它只登记在本人情况里。",
        "Please write no identity number here; it is kept with the person's record only.",
    ),
    "holds_phone": (
        "请不要在文字里写手机号码，它只登记在本人情况里。",
        "Please write no mobile phone number here; it is kept with the person's record only.",
    ),
    "reveal_not_yours": (
        "查看这一项要有本支部或街道的相应职务。需要时请联系街道组织办。",
        "Seeing this wants a post of the person's branch or of the town. Ask the town office if you need it.",
    ),
    "reveal_note": (
        "请用一句话写明为什么要看，本人会看到。",
        "Please say in a sentence why; the person will see it.",
    ),
    "not_log_reader": (
        "查阅记录由审计管理员和个人信息保护负责人查看，管理日志由审计管理员查看。",
        "The access log is for the audit administrator and the privacy officer, the other for the former only.",
    ),
    "joint_kind": ("请选一个联合党委。", "Please choose a joint committee."),
    "joint_itself": ("联合党委不能作为成员单位。", "A joint committee cannot be a member."),
    "joint_standing": ("它已经是这个联合党委的成员单位。", "It belongs to this committee already."),
    "joint_overlaps": (
        "它在 {from_on} 至 {to_on} 已经是这个联合党委的成员单位，再次加入的日期要在 {to_on} 之后。",
        "It belonged to this committee from {from_on} to {to_on}; it can join again after {to_on}.",
    ),
    "joint_not_member": ("它现在不是这个联合党委的成员单位。", "It does not belong to this committee now."),
    "joint_day": (
        "退出日期在加入日期和今天之间。",
        "The last day lies between the day it joined and today.",
    ),
    "log_days": ("截止日期早于开始日期，请检查。", "The last day is before the first. Please check."),
    "log_long": (
        "超过 {most} 条，请缩小日期范围后再导出。",
        "More than {most} rows; please choose fewer days.",
    ),
    "log_purpose": (
        "请用一句话写明用途，会印在每一页上。",
        "Please say in a sentence what it is for; it stands on each page.",
    ),
    "not_privacy_officer": (
        "只有个人信息保护负责人可以办理。",
        "This is for the privacy officer.",
    ),
    "hold_no_case": ("没有这个编号的个案。", "There is no case with this number."),
    "hold_no_person": ("这件个案不涉及某一个人，请按个案保全。", "This case is about no person; hold the case itself."),
    "sealed_not_yours": (
        "这一项已密封，只有承办人和保管材料的岗位可以查看。",
        "This is sealed: only who works on it, and the posts that keep the papers, may open it.",
    ),
    "sealed_not_named": (
        "这一项单独密封，只有被指定的人在期限内可以查看。需要时请保管岗位指定。",
        "This is sealed apart: only who is named may open it, for a time. Ask the post that keeps it.",
    ),
    "sealed_keeper_only": ("由保管这一项的岗位指定查看人。", "The post that keeps it names its readers."),
    "sealed_not_oneself": ("不能指定自己。请由同岗位的另一人指定。", "Nobody names themselves; a colleague may."),
    "sealed_not_the_person": ("不能指定材料所涉及的本人。", "The person it is about cannot be named."),
    "sealed_until": ("期限从今天起最长 {days} 天。", "At most {days} days from today."),
    "sealed_erased": ("这一项已按规定清除，只留有清除记录。", "This has been erased by rule; a certificate is left."),
    "nothing_on_record": ("没有登记这一项。", "This is not on record."),
    "idcard_length": ("身份证号码应为 18 位。", "The identity number has 18 characters."),
    "idcard_characters": ("身份证号码前 17 位应为数字，末位是数字或 X。", "17 digits, then a digit or X."),
    "idcard_birth": ("身份证号码里的出生日期不存在。", "The birth date in the identity number does not exist."),
    "idcard_check": ("身份证号码末位校验不对，请核对。", "The check character is wrong. Please compare."),
    "idcard_test": ("测试号码不能用在正式环境。", "A test number cannot be used in production."),
    "too_young": ("年满十八岁才能申请入党（第五条）。", "Applicants must be at least 18 (article 5)."),
    # imports and the administrators' own pages
    "not_administrator": ("这一项由系统管理员办理。", "This is for the system administrator."),
    # documents
    "document_size": ("文件太大，最多 {mb} MB。", "The file is too large: at most {mb} MB."),
    "document_erased": ("这份文书已超过保存期限，内容按规定删除。", "This document was erased when its time was over."),
    "template_unreadable": (
        "读不懂这个文件。请上传 Word 的 DOCX 文件。",
        "This file cannot be read. Please upload a DOCX of Word's.",
    ),
    "template_active": (
        "这个模板带有宏、嵌入的文件或者外部链接，不能使用。请在 Word 中另存为普通 DOCX 再上传。",
        "This template has macros, embedded files or links outside. Save it as a plain DOCX and upload that.",
    ),
    "template_post": ("文书模板由街道组织办管理。", "Templates of documents are kept by the town organisation office."),
    "scan_kind": ("只能上传 PDF、JPEG 或 PNG 扫描件。", "Only a PDF, JPEG or PNG may be uploaded."),
    "scan_post": ("扫描件由保管材料的岗位上传。", "Scans are uploaded by the posts that keep the papers."),
    "scan_name": ("请写明扫描件的名称。", "Please name the scan."),
    "sheet_unreadable": (
        "打不开这个文件。请另存为 .xlsx 再上传。",
        "The file cannot be opened. Please save it as .xlsx.",
    ),
    "sheet_empty": ("表里没有可导入的行。", "The sheet has no rows to import."),
    "sheet_too_long": (
        "一次最多导入 {most} 行，请分成几个文件。",
        "At most {most} rows at a time. Please split the file.",
    ),
    "sheet_too_large": (
        "文件解开后过大，请只保留人员一张表。",
        "The file is too large. Please keep the one sheet only.",
    ),
    "import_column": (
        "没有找到“{name}”一栏，请指定是哪一栏。",
        "There is no column “{name}”. Please say which one it is.",
    ),
    "import_not_found": ("没有这次导入。", "There is no such import."),
    "import_not_open": ("这次导入已经办过，请刷新。", "This import has been dealt with. Please refresh."),
    "import_touched": (
        "导入后已有 {n} 人办过事项或改过信息，不能整批撤回。",
        "{n} of these people have been worked with since; the import cannot be taken back.",
    ),
    "import_meanwhile": ("预览以后这个人的信息又有变动，请重新导入这一行。", "The record changed after the preview."),
    "import_sex": ("与身份号码不一致，请核对。", "It does not agree with the identity number."),
    "import_stage_day": ("{stage}须填这个日期。", "This stage needs this date ({stage})."),
    "import_day_order": ("日期先后不对：申请、积极分子、入党应依次在后。", "The dates are not in order."),
    "import_day": ("日期请写成 2016-03-01。", "Write the date like 2016-03-01."),
    "import_day_range": ("日期不能早于 1921 年或晚于今天。", "The date is before 1921 or in the future."),
    "import_id_as_number": (
        "表格按数字保存，末三位已丢失。请把单元格改为文本后重填。",
        "The sheet kept it as a number and lost its last digits. Please enter it again as text.",
    ),
    "import_name": ("姓名不应有数字，也不应超过 40 个字。", "A name has no digits and at most 40 characters."),
    "import_long": ("不应超过 {most} 个字。", "At most {most} characters."),
    "import_phone": ("手机号应为 11 位数字。", "A mobile number has 11 digits."),
    "import_twice": ("与第 {row} 行重复。", "The same as in row {row}."),
    "import_other_name": ("这个号码登记的是另一姓名，请核对。", "This number is on record with another name."),
    "import_branch_differs": (
        "与登记的党支部不同。转支部请另办，这里不改。",
        "Another branch than on record. An import does not transfer.",
    ),
    "import_stage_differs": (
        "与登记的阶段不同。阶段只随流程改变。",
        "Another stage than on record. Stages change by process only.",
    ),
    "import_branch_unknown": (
        "没有这个党支部，或不归您管理。请写全称。",
        "No such branch, or not yours. Please write its full name.",
    ),
    "import_branch_twice": (
        "有几个同名党支部，请写“上级组织/党支部”。",
        "Several branches have this name; write parent/branch.",
    ),
    "organization_level": ("这一级组织不能设在所选的上级之下。", "This level cannot stand below the chosen one."),
    "organization_name_taken": ("同一上级下已有这个名称。", "The name is taken below the same organisation."),
    "organization_circle": ("不能移到自己或自己的下级之下。", "It cannot stand below itself."),
    "organization_same": ("它已经在这个上级之下。", "It stands there already."),
    "organization_day": ("生效日期不能晚于今天。", "The day cannot be in the future."),
    "organization_dissolved": ("这个组织已经撤销。", "This organisation has been dissolved."),
    "organization_stale": ("这个组织刚刚有改动，请刷新后再办。", "The organisation has just changed. Please refresh."),
    "organization_in_use": (
        "还不能撤销，请先转出：下级组织 {children}、人员 {people}、未结个案 {cases}、待办 {tasks}、任职 {posts}。",
        "Not yet: {children} organisations below, {people} people, {cases} open cases, {tasks} tasks, {posts} posts.",
    ),
    "org_sheet_parent": (
        "没有这个上级组织，或不归您管理。请写全称，并写在下级前面。",
        "No such parent, or not yours. Please write its full name, above what stands below it.",
    ),
    "org_sheet_parent_twice": (
        "有几个同名的上级组织，请写“再上一级/上级”。",
        "Several organisations have this name; write grandparent/parent.",
    ),
    "org_sheet_column": ("没有找到“{name}”一栏，请用模板。", "There is no column “{name}”. Please use the template."),
    "org_sheet_nothing_new": ("表里没有新的组织。", "Nothing in the sheet is new."),
    "organization_other_level": (
        "只能与同一层级的组织合并。",
        "An organisation can be merged with one of its own level only.",
    ),
    "organization_own_matters": (
        "这个组织自己还有 {n} 件未结事项（如积分结账、集中推荐），办结或终止后才能合并。",
        "The organisation itself has {n} open matters (such as a closing of points); they have to end first.",
    ),
    "organization_names_clash": (
        "对方已有同名的下级组织：{names}。请先更名。",
        "The other one has organisations of the same name below it: {names}. Please rename first.",
    ),
    "organization_nobody_goes": ("请选择分出去的人员或下级组织。", "Please choose who is split off."),
    "register_known": (
        "这个身份证号已经登记在册，请按号码查找。",
        "This identity number is on record already. Please search by number.",
    ),
    "register_oneself": ("自己的登记由另一位系统管理员办理。", "Another administrator must do this for you."),
    "register_stale": ("此人的登记刚刚有改动，请刷新后再办。", "The record has just changed. Please refresh."),
    "register_same_branch": ("此人已经在这个党支部。", "The person is in this branch already."),
    "account_exists": ("此人已有账号 {login}。", "This person has an account already: {login}."),
    "account_login": (
        "登录名用 3 到 40 个小写字母、数字、点、横线或下划线，以字母开头。",
        "A login has 3 to 40 small letters, digits, dots, hyphens or underscores and begins with a letter.",
    ),
    "account_login_taken": ("这个登录名已被使用。", "This login is taken."),
    "account_is_closed": ("这个账号已经停用。", "This account is closed already."),
    "account_is_open": ("这个账号正在使用。", "This account is open."),
    "account_last": (
        "这是最后一位在任的{role}的账号，停用后无人能办理。请先让另一人担任。",
        "This is the account of the last {role}. Please have somebody else take the post first.",
    ),
    "calendar_nothing": (
        "没有找到放假或上班的日期。请粘贴通知正文，或按“日期,休或班,名称”一行一天。",
        "No day off and no workday was found. Paste the notice, or write one day a line: day, 休 or 班, name.",
    ),
    "calendar_other_year": (
        "文中写的是{said}年，选的是{year}年。请核对年份。",
        "The text is about {said}, but {year} is chosen.",
    ),
    "calendar_weekday": (
        "{day} 是周{weekday}，文中写作周{said}。请核对年份和日期。",
        "{day} is no such weekday as the text says (周{weekday}, not 周{said}).",
    ),
    "calendar_count": (
        "{name}写明共 {said} 天，按日期数是 {found} 天。请核对。",
        "{name}: the text says {said} days, its dates make {found}.",
    ),
    "calendar_no_day": ("没有 {day} 这一天。", "There is no day {day}."),
    "calendar_both": ("{day} 既写了放假又写了上班。", "{day} is both off and a workday."),
    "calendar_workday": (
        "{day} 是周{weekday}，本来就上班，不必写成调休上班。请核对。",
        "{day} is a workday anyway (周{weekday}).",
    ),
    "calendar_span": ("到 {day} 为止的放假日期先后不对。", "The days off that end on {day} are in the wrong order."),
    "calendar_past": (
        "{year}年早已过去，办事期限不再按它计算，不能再改。",
        "The year {year} is long past; no term counts by it any more.",
    ),
}
