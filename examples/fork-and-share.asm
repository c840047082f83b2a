; Two environments that share nothing but a machine fork, grant, revoke and die, and everything comes back.
; Made from src/exos: the constants from src/abi, the rest from the modules there. Run it: xok run examples/fork-and-share.asm

; The address map (LAY-3).
PAGE_BYTES equ 0x1000
UVPT equ 0xefc00000
USYSINFO equ 0xef400000
UQUANTA equ 0xef410000
UENVS equ 0xef500000
UPAGES equ 0xef600000

; Calls (LAY-1).
SYSTEM_CALL equ 0x30
CALL_GETEID equ 0x01
CALL_FORGE equ 0x08
CALL_ACQUIRE equ 0x09
CALL_REMOVE_VAS equ 0x0c
CALL_INSERT_PTE equ 0x10
CALL_INSERT_PTE_RANGE equ 0x11
CALL_MOD_PTE_RANGE equ 0x13
CALL_PGACL_MOD equ 0x17
CALL_PSTATE_MOD equ 0x18
CALL_ENV_ALLOC equ 0x20
CALL_ENV_FREE equ 0x21
CALL_RDENV equ 0x24
CALL_WRENV equ 0x25
CALL_RDU equ 0x26
CALL_WRU equ 0x27
CALL_QUANTUM_ALLOC equ 0x28
CALL_YIELD equ 0x32
RANGE_COUNT_MAX equ 0x40
QUANTUM_ANY equ 0xffffffff

; Errors (LAY-2).
E_BAD_ENV equ 2
E_SHARE equ 6
E_NOT_FOUND equ 7
E_CAP_INSUFF equ 15

; Exposed rows (LAY-5 to LAY-8).
SYSINFO_FRAMES equ 8
SYSINFO_ENVS equ 12
SYSINFO_QUANTA equ 24
SYSINFO_ENV_BYTES equ 48
SYSINFO_KERNEL_FRAMES equ 60
ENV_ID equ 0
ENV_STATUS equ 4
ENV_UAREA equ 16
PAGE_STATUS equ 0
PAGE_READERS equ 4
PAGE_ACL equ 32
PAGE_ROW_BYTES equ 64
QUANTUM_ROW_BYTES equ 32
PAGE_IS_FREE equ 0
PAGE_IS_USER equ 2
LIMIT_ONE equ 1
LIMIT_ALL equ 2

; The u-area, exception frames and register records (LAY-9, LAY-10, LAY-17).
UAREA_STATUS equ 0
FRAME_VECTOR equ 0
FRAME_ERROR_CODE equ 4
FRAME_ADDRESS equ 8
FRAME_EFLAGS equ 12
FRAME_EIP equ 16
FRAME_OLD_XSP equ 24
RECORD_ESP equ 16
RECORD_EIP equ 32
PAGE_FAULT equ 14
PF_PRESENT equ 1
PF_WRITE equ 2

; Page entries (LAY-12).
ENTRY_PRESENT equ 1
ENTRY_WRITABLE equ 2

; The console, an agreement with the tool (spec/console.md).
CONSOLE_COUNT equ 2040
CONSOLE_STATUS equ 2044
CONSOLE_RING equ 2048
CONSOLE_RING_BYTES equ 1024

; The library: where it keeps things, and what follows from that.
DATA equ 0x400000
SHARED equ 0x410000
STACK equ 0xedffd000
OWN equ 0xedffb000
SCRATCH equ 0xedff9000
OWN_STATUS equ 0xedffb000
OWN_ENTFAULT equ 0xedffb004
OWN_XSP equ 0xedffb008
OWN_AENVID equ 0xedffb00c
OWN_GCAP equ 0xedffb014
OWN_ROLE equ 0xedffb040
OWN_PEER equ 0xedffb044
OWN_NAME equ 0xedffb048
OWN_CHILD equ 0xedffb04c
OWN_TEXT equ 0xedffb050
OWN_WORDS equ 0xedffb054
OWN_RESUME equ 0xedffb058
OWN_FORK_ESP equ 0xedffb05c
OWN_RUN equ 0xedffb060
OWN_RUN_START equ 0xedffb064
OWN_FRAME equ 0xedffb068
OWN_ROW equ 0xedffb06c
OWN_MADE equ 0xedffb070
OWN_FREE equ 0xedffb07c
INHERITED_BYTES equ 256
ENTRIES equ 0xedffb100
RECORD equ 0xedffb200
EXCEPTION_STACK equ 0xedffb7e0
COPY_ON_WRITE equ 1024
WRITABLE_PAGE equ 7
READ_ONLY_PAGE equ 5
TEXT_MAX equ 32
ANSWERED equ 0
SEEN equ 4
ASKED equ 8
GREETING equ 64
ANSWER equ 128
ROW_INDEX equ 2047
PAGE_WORDS equ 1024
UTOP_PAGE equ 0xee000
PAD_PAGE equ 0xedfff
OWN_PAGE equ 0xedffb
UVPD equ 0xeffbf000
SHARED_ENTRY equ 0xefc01040
SCRATCH_ENTRY equ 0xeffb7fe4
SHARED_BITS equ 98
BECOME_COPY_ON_WRITE equ 0x20400
BECOME_WRITABLE equ 0x4000002
ALL_A equ 0x412f
ALL_B equ 0x422f
WEAK_A equ 0x412b
WEAK_B equ 0x422b
WRITE_B equ 0x4229
WRITE_AB equ 0x424149


; Every environment begins at the first byte of the pad, and knows nothing. It asks who it is, gives its u-area a second
; address that is the same in every environment (so that pointers mean the same after a fork), and takes a stack. The
; word OWN_ROLE was put there by whoever made it; nobody made the first environment, so that its word is 0.
start:
        mov eax, CALL_GETEID
        int SYSTEM_CALL
        mov eax, edx
        call rowOf
        mov ecx, [eax + ENV_UAREA]
        shl ecx, 12
        or ecx, WRITABLE_PAGE
        mov edx, OWN
        call insertOwn
        mov ecx, WRITABLE_PAGE
        mov edx, STACK
        call insertOwn
        mov esp, STACK + PAGE_BYTES
        mov dword ptr [OWN_ENTFAULT], handler
        mov dword ptr [OWN_XSP], EXCEPTION_STACK
        mov eax, [OWN_ROLE]
        mov ecx, [names + eax*4]
        mov [OWN_NAME], ecx
        jmp dword ptr [roles + eax*4]

roles:  dd supervisor, alice, bob
names:  dd nameFirst, nameA, nameB, nameChildOfA, nameChildOfB
nameFirst: db "first", 0
nameA:  db "A", 0
nameB:  db "B", 0
nameChildOfA: db "child of A", 0
nameChildOfB: db "child of B", 0

; Helpers may change EAX, ECX and EDX besides the registers that carry their arguments.

; must: a call that nobody may refuse; its words are in the registers.
must:
        int SYSTEM_CALL
        test eax, eax
        jnz failed
        ret

; insertOwn: puts the page entry ECX at address EDX of the own space. Frame 0 is any free frame.
insertOwn:
        xor edi, edi
; insert: the same in the space of environment EDI. Slot 0 speaks for the frame and for the environment.
insert:
        mov eax, CALL_INSERT_PTE
        xor ebx, ebx
        xor esi, esi
        jmp must

; tell: gives environment ECX the word EAX at offset EDX of its u-area, by slot 0.
tell:
        mov [RECORD], eax
        mov eax, CALL_WRU
        xor ebx, ebx
        mov esi, 4
        mov edi, RECORD
        jmp must

; pause: lets others run.
pause:
        push ebx
        mov eax, CALL_YIELD
        xor ebx, ebx
        int SYSTEM_CALL
        pop ebx
        ret

; failed: something was not as it had to be, with EAX to show for it.
failed:
        push eax
        call line
        db "did not expect %", 0
        mov eax, 1
; leave: dies with exit status EAX. Whoever waits sees it in the exposed rows.
leave:
        inc eax
        mov [OWN + CONSOLE_STATUS], eax
        mov eax, CALL_ENV_FREE
        xor ebx, ebx
        xor ecx, ecx
        int SYSTEM_CALL

; line: prints the name, the text that follows the call up to a zero byte, and a newline. Each % takes a word off the
; stack and prints it as a number; each & takes an address and prints the text there, of which nothing is believed. All
; registers stay as they are. The count moves once, at the end: lines of different environments never mix.
line:
        pop dword ptr [OWN_TEXT]
        pushad
        lea ebp, [esp + 32]
        mov edi, [OWN + CONSOLE_COUNT]
        mov esi, [OWN_NAME]
        call putText
        mov al, ':'
        call put
        mov al, ' '
        call put
        mov esi, [OWN_TEXT]
lineByte:
        lodsb
        test al, al
        jz lineEnd
        cmp al, '%'
        je lineNumber
        cmp al, '&'
        je lineForeign
        call put
        jmp lineByte
lineNumber:
        mov eax, [ebp]
        add ebp, 4
        call putNumber
        jmp lineByte
lineForeign:
        push esi
        mov esi, [ebp]
        add ebp, 4
        call putText
        pop esi
        jmp lineByte
lineEnd:
        mov al, 10
        call put
        mov [OWN + CONSOLE_COUNT], edi
        mov [OWN_TEXT], esi
        mov [OWN_WORDS], ebp
        popad
        mov esp, [OWN_WORDS]
        jmp dword ptr [OWN_TEXT]

; putText: the printable bytes at ESI, up to the first other one and no more than TEXT_MAX.
putText:
        mov edx, TEXT_MAX
putTextByte:
        lodsb
        cmp al, ' '
        jb putTextEnd
        cmp al, '~'
        ja putTextEnd
        call put
        dec edx
        jnz putTextByte
putTextEnd:
        ret

; putNumber: EAX in decimal, the higher digits first.
putNumber:
        xor edx, edx
        mov ecx, 10
        div ecx
        push edx
        test eax, eax
        jz putDigit
        call putNumber
putDigit:
        pop eax
        add al, '0'
; put: the byte AL at place EDI of what is printed.
put:
        mov ecx, edi
        and ecx, CONSOLE_RING_BYTES - 1
        mov [OWN + CONSOLE_RING + ecx], al
        inc edi
        ret

; rowOf: EAX becomes the address of the exposed row of environment EAX.
rowOf:
        and eax, ROW_INDEX
        imul eax, [USYSINFO + SYSINFO_ENV_BYTES]
        add eax, UENVS
        ret

; waitForDeath: until the row of environment EAX tells another id. A row that is used again does not look alive.
waitForDeath:
        mov esi, eax
        call rowOf
        lea edi, [eax + ENV_ID]
waitWhile:
        cmp [edi], esi
        jne waitEnd
        call pause
        jmp waitWhile

; waitUntil: until the word at EDI is ESI.
waitUntil:
        cmp [edi], esi
        je waitEnd
        call pause
        jmp waitUntil
waitEnd:
        ret

; tellFree: prints how much of the machine is free, and gives the number of free frames in EAX.
tellFree:
        mov edi, UQUANTA
        mov ecx, [USYSINFO + SYSINFO_QUANTA]
        mov ebx, QUANTUM_ROW_BYTES
        call countZeros
        push eax
        mov edi, UENVS + ENV_STATUS
        mov ecx, [USYSINFO + SYSINFO_ENVS]
        mov ebx, [USYSINFO + SYSINFO_ENV_BYTES]
        call countZeros
        push eax
        mov edi, UPAGES + PAGE_STATUS
        mov ecx, [USYSINFO + SYSINFO_FRAMES]
        mov ebx, PAGE_ROW_BYTES
        call countZeros
        push eax
        call line
        db "% frames, % environment rows, % quanta are free", 0
        ret

; countZeros: EAX becomes how many of ECX words are 0, the first at EDI, EBX bytes apart.
countZeros:
        xor eax, eax
countNext:
        cmp dword ptr [edi], 1
        adc eax, 0
        add edi, ebx
        loop countNext
        ret

; handler: the kernel has put the frame of LAY-10 on the exception stack, has cleared u_xsp, and knows nothing of copying.
; A write to a present page that carries the library's bit is resolved here; anything else ends the environment. The
; frame and all that is touched here lie in the u-area, which is never copy-on-write.
handler:
        pushad
        cld
        cmp dword ptr [esp + 32 + FRAME_VECTOR], PAGE_FAULT
        jne lost
        mov eax, [esp + 32 + FRAME_ERROR_CODE]
        and eax, PF_PRESENT + PF_WRITE
        cmp eax, PF_PRESENT + PF_WRITE
        jne lost
        mov edx, [esp + 32 + FRAME_ADDRESS]
        and edx, 0 - PAGE_BYTES
        mov eax, edx
        shr eax, 12
        mov eax, [UVPT + eax*4]
        test eax, COPY_ON_WRITE
        jz lost
        shr eax, 12
        mov ecx, eax
        shl ecx, 6
        cmp dword ptr [UPAGES + ecx + PAGE_READERS], 1
        jne copyPage
        push eax
        call line
        db "is the last reader of frame %, makes it writable", 0
        mov eax, CALL_MOD_PTE_RANGE
        xor ebx, ebx
        mov ecx, BECOME_WRITABLE
        mov esi, 1
        xor edi, edi
        xor ebp, ebp
        call must
        jmp resume

copyPage:
        push eax
        push edx
        mov ecx, WRITABLE_PAGE
        mov edx, SCRATCH
        call insertOwn
        mov esi, [esp]
        mov edi, SCRATCH
        mov ecx, PAGE_WORDS
        rep movsd
        pop edx
        pop eax
        mov ecx, [SCRATCH_ENTRY]
        shr ecx, 12
        push ecx
        push eax
        call line
        db "copies frame % to frame %", 0
        shl ecx, 12
        or ecx, WRITABLE_PAGE
        call insertOwn
        mov eax, CALL_REMOVE_VAS
        mov ebx, scratchAddress
        mov ecx, 1
        xor edx, edx
        xor esi, esi
        call must

; resume: back to where the exception was, without the kernel.
resume:
        mov eax, [esp + 32 + FRAME_OLD_XSP]
        mov [OWN_XSP], eax
        popad
        add esp, FRAME_EFLAGS
        popfd
        pop dword ptr [OWN_RESUME]
        pop esp
        jmp dword ptr [OWN_RESUME]

; lost: an exception that is none of ours.
lost:
        push dword ptr [esp + 32 + FRAME_EIP]
        push dword ptr [esp + 36 + FRAME_ADDRESS]
        push dword ptr [esp + 40 + FRAME_VECTOR]
        call line
        db "exception %, address %, at %", 0
        mov eax, 2
        jmp leave

scratchAddress: dd SCRATCH

; fork: makes an environment that goes on from here with the same memory. EAX becomes 0 in it, and its id in the caller.
; The child gets the caller's capability of slot 0 and no other.
fork:
        pushad
        mov [OWN_FORK_ESP], esp
        mov eax, CALL_ENV_ALLOC
        xor ebx, ebx
        call must
        mov [OWN_CHILD], edx
        mov eax, edx
        call rowOf
        mov ecx, [eax + ENV_UAREA]
        shl ecx, 12
        or ecx, WRITABLE_PAGE
        mov edx, OWN
        mov edi, [OWN_CHILD]
        call insert
        mov dword ptr [OWN_RUN], 0
        xor edi, edi
; The directory is the page table of the self-map's own region; EDI is the page.
forkTable:
        mov eax, edi
        shr eax, 10
        test byte ptr [UVPD + eax*4], ENTRY_PRESENT
        jnz forkPage
        add edi, PAGE_WORDS
        jmp forkNextTable
forkPage:
        mov eax, [UVPT + edi*4]
        call sharePage
        inc edi
        test edi, PAGE_WORDS - 1
        jnz forkPage
        call shareRun
forkNextTable:
        cmp edi, UTOP_PAGE
        jb forkTable
; The child's stack is the one of the caller as it was when its page became copy-on-write.
        mov eax, CALL_RDENV
        xor ebx, ebx
        mov ecx, [OWN_CHILD]
        mov edx, RECORD
        call must
        mov eax, [OWN_FORK_ESP]
        mov [RECORD + RECORD_ESP], eax
        mov dword ptr [RECORD + RECORD_EIP], forkChild
        mov eax, CALL_WRENV
        call must
        mov eax, CALL_WRU
        xor edx, edx
        mov esi, INHERITED_BYTES
        mov edi, OWN
        call must
; Time comes last: from here on the child runs.
        mov esi, ecx
        mov eax, CALL_QUANTUM_ALLOC
        mov ecx, QUANTUM_ANY
        call must
        popad
        mov eax, [OWN_CHILD]
        ret
forkChild:
        popad
        xor eax, eax
        ret

; sharePage: takes page EDI, whose entry is EAX, into the run of pages under way. Pages that have to be copied on a write
; are collected and go to the child in one call; the pad is in the child already, and so is its own u-area.
sharePage:
        test al, ENTRY_PRESENT
        jz shareRun
        cmp edi, PAD_PAGE
        je shareRun
        cmp edi, OWN_PAGE
        je shareRun
        test eax, ENTRY_WRITABLE + COPY_ON_WRITE
        jz shareForGood
        mov ecx, [OWN_RUN]
        test ecx, ecx
        jnz shareCollect
        mov edx, edi
        shl edx, 12
        mov [OWN_RUN_START], edx
shareCollect:
        and eax, 0 - 1 - SHARED_BITS
        or eax, COPY_ON_WRITE
        mov [ENTRIES + ecx*4], eax
        inc ecx
        mov [OWN_RUN], ecx
        cmp ecx, RANGE_COUNT_MAX
        je shareRun
        ret
; A page that nobody may write needs no copy, ever.
shareForGood:
        call shareRun
        mov ecx, [UVPT + edi*4]
        mov edx, edi
        shl edx, 12
        push edi
        mov edi, [OWN_CHILD]
        call insert
        pop edi
        ret

; shareRun: binds the collected pages in the child, and only then takes the caller's right to write: were it the other
; way round, a write in between would find one reader and make the page writable again. The stack may be among them, so
; that the next push after this is a fault and a copy.
shareRun:
        cmp dword ptr [OWN_RUN], 0
        je shareEnd
        push edi
        mov eax, CALL_INSERT_PTE_RANGE
        xor ebx, ebx
        mov ecx, ENTRIES
        mov edx, [OWN_RUN]
        mov esi, [OWN_RUN_START]
        xor edi, edi
        mov ebp, [OWN_CHILD]
        call must
        mov eax, CALL_MOD_PTE_RANGE
        mov ecx, BECOME_COPY_ON_WRITE
        mov edx, esi
        mov esi, [OWN_RUN]
        xor ebp, ebp
        call must
        mov [OWN_RUN], ebp
        pop edi
shareEnd:
        ret

; supervisor: holds the root capability, and hands none of it on.
supervisor:
        call tellFree
        mov [OWN_FREE], eax
        mov ebp, 1
        mov edx, allA
        call make
        mov ebp, 2
        mov edx, allB
        call make
        push dword ptr [OWN_MADE + 8]
        push dword ptr [OWN_MADE + 4]
        call line
        db "makes environments % (A) and % (B), which have nothing in common", 0
        mov ebp, 1
        mov edx, weakA
        call equip
        mov ebp, 2
        mov edx, weakB
        call equip
        mov eax, [OWN_MADE + 4]
        call waitForDeath
        mov eax, [OWN_MADE + 8]
        call waitForDeath
        call tellFree
        sub eax, [OWN_FREE]
        jne failed
        call line
        db "everything is back", 0
        jmp leave

; make: makes the environment of role EBP, guarded by the capability at EDX, which goes through slot EBP.
make:
        mov eax, CALL_FORGE
        xor ebx, ebx
        mov ecx, ebp
        xor esi, esi
        xor edi, edi
        call must
        mov eax, CALL_ENV_ALLOC
        mov ebx, ebp
        call must
        mov [OWN_MADE + ebp*4], edx
        ret

; equip: gives the environment of role EBP the weak capability at EDX in its slot 1, its role, the id of its peer, a
; u_status that lets it run, and a quantum under its own name.
equip:
        mov eax, CALL_FORGE
        xor ebx, ebx
        mov ecx, 1
        xor esi, esi
        mov edi, [OWN_MADE + ebp*4]
        call must
        mov ecx, edi
        mov eax, ebp
        mov edx, OWN_ROLE - OWN
        call tell
        mov eax, 3
        sub eax, ebp
        mov eax, [OWN_MADE + eax*4]
        mov edx, OWN_PEER - OWN
        call tell
        mov eax, 1
        mov edx, UAREA_STATUS
        call tell
        mov esi, ecx
        mov eax, CALL_QUANTUM_ALLOC
        mov ebx, ebp
        mov ecx, QUANTUM_ANY
        xor edx, edx
        jmp must

allA:   dd ALL_A, 0
allB:   dd ALL_B, 0
weakA:  dd WEAK_A, 0
weakB:  dd WEAK_B, 0

; family: forks, and shows that parent and child each see their own writes in a page that was one.
family:
        mov eax, CALL_INSERT_PTE_RANGE
        xor ebx, ebx
        mov ecx, dataEntries
        mov edx, 3
        mov esi, DATA
        xor edi, edi
        xor ebp, ebp
        call must
        mov dword ptr [DATA], 1
        call fork
        test eax, eax
        jz familyChild
        push eax
        call line
        db "forks environment %", 0
        mov dword ptr [DATA], 2
        push dword ptr [DATA]
        call line
        db "writes 2, sees %", 0
; Its child is asleep once the word u_status of the child's u-area is 0.
familyWait:
        mov eax, CALL_RDU
        xor ebx, ebx
        mov ecx, [OWN_CHILD]
        mov edx, UAREA_STATUS
        mov esi, 4
        mov edi, RECORD
        call must
        cmp dword ptr [RECORD], 0
        je familyAsleep
        call pause
        jmp familyWait
familyAsleep:
        push dword ptr [DATA]
        call line
        db "still sees %", 0
        ret

familyChild:
        mov eax, [OWN_ROLE]
        mov eax, [names + 8 + eax*4]
        mov [OWN_NAME], eax
        push dword ptr [DATA]
        call line
        db "sees % from before the fork", 0
        mov dword ptr [DATA], 3
        push dword ptr [DATA]
        call line
        db "writes 3, sees %, sleeps", 0
        mov dword ptr [OWN_STATUS], 0
        call pause
        push dword ptr [DATA]
        call line
        db "wakes up, sees %, dies", 0
        xor eax, eax
        jmp leave

; farewell: wakes the child, which then dies, and waits for that.
farewell:
        mov eax, 1
        mov ecx, [OWN_CHILD]
        mov edx, UAREA_STATUS
        call tell
        mov eax, [OWN_CHILD]
        call waitForDeath
        push dword ptr [OWN_CHILD]
        call line
        db "has outlived its child %", 0
        ret

dataEntries: dd WRITABLE_PAGE, WRITABLE_PAGE, READ_ONLY_PAGE

; alice: owns the frame that is shared. It believes nothing that B writes there: it waits for words and prints text.
alice:
        call family
        call farewell
        mov eax, CALL_ENV_FREE
        xor ebx, ebx
        mov ecx, [OWN_PEER]
        int SYSTEM_CALL
        cmp eax, E_CAP_INSUFF
        jne failed
        push eax
        call line
        db "may not destroy B: error %", 0
        mov ecx, WRITABLE_PAGE
        mov edx, SHARED
        call insertOwn
        mov eax, [SHARED_ENTRY]
        shr eax, 12
        mov [OWN_FRAME], eax
        shl eax, 6
        add eax, UPAGES
        mov [OWN_ROW], eax
        mov esi, greeting
        mov edi, SHARED + GREETING
        mov ecx, TEXT_MAX
        rep movsb
; A limit of one binding is a limit for everybody.
        mov edx, LIMIT_ONE
        call limit
        call must
        mov ecx, [SHARED_ENTRY]
        mov edx, SHARED + PAGE_BYTES
        mov eax, CALL_INSERT_PTE
        xor esi, esi
        xor edi, edi
        int SYSTEM_CALL
        cmp eax, E_SHARE
        jne failed
        push eax
        push dword ptr [OWN_FRAME]
        call line
        db "limits frame % to one reader: binding it again is error %", 0
        mov edx, LIMIT_ALL
        call limit
        call must
; The right to change an ACL is not in the weak capability of slot 1.
        mov ebx, 1
        mov esi, writeB
        call grant
        cmp eax, E_CAP_INSUFF
        jne failed
        push eax
        call line
        db "may not grant by slot 1: error %", 0
        mov esi, writeB
        call grantFreely
        push dword ptr [OWN_FRAME]
        call line
        db "grants frame % to B", 0
        mov edi, SHARED + ANSWERED
        mov esi, 1
        call waitUntil
        push SHARED + ANSWER
        call line
        db "reads: &", 0
; Taking the grant back stops new bindings. The one that B has is B's until B lets go.
        xor esi, esi
        call grantFreely
        push dword ptr [OWN_FRAME]
        call line
        db "takes the grant of frame % back", 0
        mov edx, LIMIT_ONE
        call limit
        int SYSTEM_CALL
        cmp eax, E_SHARE
        jne failed
        push eax
        call line
        db "cannot push B out: error %", 0
        mov edi, SHARED + SEEN
        mov esi, 1
        call waitUntil
        mov [SHARED + ASKED], esi
        mov edi, [OWN_ROW]
        add edi, PAGE_READERS
        call waitUntil
        call line
        db "asked for it, and is the only reader again", 0
; The other way to grant: a capability of a name below A's own, which only B may take. Its id comes last, since with it
; the offer stands; the kernel clears it when the offer is taken.
        mov esi, writeAB
        call grantFreely
        mov eax, [writeAB]
        mov [OWN_GCAP], eax
        mov eax, [OWN_PEER]
        mov [OWN_AENVID], eax
        call line
        db "offers B a capability for the frame", 0
        mov edi, OWN_AENVID
        xor esi, esi
        call waitUntil
        mov edi, [OWN_ROW]
        add edi, PAGE_READERS
        mov esi, 2
        call waitUntil
        call line
        db "dies", 0
        xor eax, eax
        jmp leave

; grantFreely: grant by slot 0, which has the right.
grantFreely:
        xor ebx, ebx
        call grant
        test eax, eax
        jnz failed
        ret

; grant: makes the capability at ESI entry 1 of the page's ACL, by slot EBX; 0 clears it. The caller looks at EAX.
grant:
        mov eax, CALL_PGACL_MOD
        mov ecx, [OWN_FRAME]
        mov edx, 1
        int SYSTEM_CALL
        ret

; limit: the words of the call that allows EDX readers and EDX writers.
limit:
        mov eax, CALL_PSTATE_MOD
        xor ebx, ebx
        mov ecx, [OWN_FRAME]
        mov esi, edx
        ret

writeB: dd WRITE_B, 0
writeAB: dd WRITE_AB, 0
greeting: db "a frame for two", 0

; bob: knows A by its name only, which is exposed, and believes nothing that A writes.
bob:
        call family
        mov eax, [OWN_PEER]
        call rowOf
        mov ecx, [eax + ENV_UAREA]
        shl ecx, 12
        or ecx, READ_ONLY_PAGE
        mov edx, SCRATCH
        mov eax, CALL_INSERT_PTE
        xor ebx, ebx
        xor esi, esi
        xor edi, edi
        int SYSTEM_CALL
        cmp eax, E_CAP_INSUFF
        jne failed
        push eax
        call line
        db "may not read A's memory: error %", 0
        call takeGrant
        push SHARED + GREETING
        push dword ptr [OWN_FRAME]
        call line
        db "finds frame % granted, reads: &", 0
        mov esi, answer
        mov edi, SHARED + ANSWER
        mov ecx, TEXT_MAX
        rep movsb
        mov dword ptr [SHARED + ANSWERED], 1
; A takes the grant back: the exposed row shows it, and binding the frame once more is refused.
        mov edi, [OWN_ROW]
        add edi, PAGE_ACL + 8
        xor esi, esi
        call waitUntil
        mov ecx, [SHARED_ENTRY]
        mov edx, SHARED + PAGE_BYTES
        mov eax, CALL_INSERT_PTE
        xor ebx, ebx
        xor edi, edi
        int SYSTEM_CALL
        cmp eax, E_CAP_INSUFF
        jne failed
        mov ecx, [OWN_ROW]
        push dword ptr [ecx + PAGE_READERS]
        push eax
        push dword ptr [OWN_FRAME]
        call line
        db "may bind frame % no more: error %, but has it still: % readers", 0
        mov edi, SHARED + ASKED
        mov esi, 1
        mov [SHARED + SEEN], esi
        call waitUntil
        call letGo
        push dword ptr [OWN_FRAME]
        call line
        db "was asked, lets go of frame %", 0
bobAcquire:
        mov eax, CALL_ACQUIRE
        mov ebx, 2
        mov ecx, [OWN_PEER]
        int SYSTEM_CALL
        cmp eax, E_NOT_FOUND
        jne bobAcquired
        call pause
        jmp bobAcquire
bobAcquired:
        test eax, eax
        jnz failed
        mov eax, CALL_INSERT_PTE
        mov ecx, [OWN_FRAME]
        shl ecx, 12
        or ecx, WRITABLE_PAGE
        mov edx, SHARED
        xor esi, esi
        xor edi, edi
        call must
        push dword ptr [OWN_FRAME]
        push ebx
        call line
        db "acquires what A offers in slot %, has frame % again", 0
; A dies: its id is stale, and the frame lives as long as somebody keeps it.
        mov eax, [OWN_PEER]
        call waitForDeath
        mov eax, CALL_YIELD
        mov ebx, [OWN_PEER]
        int SYSTEM_CALL
        cmp eax, E_BAD_ENV
        jne failed
        push eax
        push ebx
        call line
        db "A is gone: yielding to % is error %", 0
        mov dword ptr [SHARED], 4
        mov ecx, [OWN_ROW]
        push dword ptr [SHARED]
        push dword ptr [ecx + PAGE_READERS]
        push dword ptr [OWN_FRAME]
        call line
        db "frame % has % reader, takes writes: %", 0
        call letGo
        mov ecx, [OWN_ROW]
        cmp dword ptr [ecx + PAGE_STATUS], PAGE_IS_FREE
        mov eax, [ecx + PAGE_STATUS]
        jne failed
        push dword ptr [OWN_FRAME]
        call line
        db "lets go of frame %, which is free", 0
        call farewell
        xor eax, eax
        jmp leave

; takeGrant: looks through the exposed rows for a page of A's that names B, and binds it.
takeGrant:
        mov ecx, [USYSINFO + SYSINFO_KERNEL_FRAMES]
takeLook:
        mov edi, ecx
        shl edi, 6
        add edi, UPAGES
        cmp dword ptr [edi + PAGE_STATUS], PAGE_IS_USER
        jne takeNext
        cmp dword ptr [edi + PAGE_ACL], ALL_A
        jne takeNext
        cmp dword ptr [edi + PAGE_ACL + 8], WRITE_B
        je takeFound
takeNext:
        inc ecx
        cmp ecx, [USYSINFO + SYSINFO_FRAMES]
        jb takeLook
        call pause
        jmp takeGrant
takeFound:
        mov [OWN_FRAME], ecx
        mov [OWN_ROW], edi
        shl ecx, 12
        or ecx, WRITABLE_PAGE
        mov edx, SHARED
        jmp insertOwn

; letGo: unbinds the shared frame.
letGo:
        mov eax, CALL_REMOVE_VAS
        mov ebx, sharedAddress
        mov ecx, 1
        xor edx, edx
        xor esi, esi
        jmp must

sharedAddress: dd SHARED
answer: db "thank you, for a while", 0
